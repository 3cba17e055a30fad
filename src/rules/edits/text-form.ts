import { isUtf8 } from "node:buffer";
import { AppError } from "../../wire/errors.ts";

type Encoding = "utf8" | "utf16le" | "utf16be" | "latin1";

/** A text file apart from how it is stored, so that only what is edited changes. */
export interface TextForm {
  /** With line feeds alone, and without a byte order mark. */
  readonly text: string;
  /** For each line feed of `text` whether the file has LF (`n`) or CRLF (`r`) there. */
  readonly endings: string;
  readonly encoding: Encoding;
  readonly hasMark: boolean;
}

const NUL_SEARCH_BYTES = 8192;
const MARKS: readonly (readonly [Encoding, Buffer])[] = [
  ["utf8", Buffer.from([0xef, 0xbb, 0xbf])],
  ["utf16le", Buffer.from([0xff, 0xfe])],
  ["utf16be", Buffer.from([0xfe, 0xff])],
];

/** Takes a file's bytes apart; undefined when they are no text. Bytes that are not UTF-8 count as Latin-1. */
export function parseText(bytes: Buffer): TextForm | undefined {
  const [encoding, mark] = MARKS.find(([, bom]) => bytes.subarray(0, bom.length).equals(bom)) ?? [];
  if (encoding === undefined || mark === undefined) {
    if (bytes.subarray(0, NUL_SEARCH_BYTES).includes(0)) return undefined;
    return withEndings(bytes, isUtf8(bytes) ? "utf8" : "latin1", false);
  }
  const rest = bytes.subarray(mark.length);
  const isWhole = encoding === "utf8" ? isUtf8(rest) : rest.length % 2 === 0;
  return isWhole ? withEndings(rest, encoding, true) : undefined;
}

function withEndings(bytes: Buffer, encoding: Encoding, hasMark: boolean): TextForm {
  const raw = encoding === "utf16be" ? swapped(bytes).toString("utf16le") : bytes.toString(encoding);
  const hasCrlf = raw.includes("\r\n");
  if (!hasCrlf) return { text: raw, endings: "n".repeat(count(raw)), encoding, hasMark };
  const text = raw.replaceAll("\r\n", "\n");
  if (count(text) === raw.split("\r\n").length - 1)
    return { text, endings: "r".repeat(count(text)), encoding, hasMark };
  const endings = raw.replaceAll(/\r\n|\n|[^\n]/gs, (found) =>
    found === "\r\n" ? "r" : found === "\n" ? "n" : "",
  );
  return { text, endings, encoding, hasMark };
}

/** The file's bytes; throws AppError "invalid" for characters that its encoding lacks. */
export function textBytes({ text, endings, encoding, hasMark }: TextForm): Buffer {
  const mark = hasMark
    ? (MARKS.find(([name]) => name === encoding)?.[1] ?? Buffer.alloc(0))
    : Buffer.alloc(0);
  const raw = withLineEnds(text, endings);
  if (encoding === "utf8" && !raw.isWellFormed())
    throw new AppError("invalid", "replace: has half of a surrogate pair, which UTF-8 cannot express");
  // oxlint-disable-next-line no-control-regex -- all that Latin-1 has.
  if (encoding === "latin1" && /[^\x00-\xff]/.test(raw))
    throw new AppError("invalid", "replace: has characters outside Latin-1, and the file is not UTF-8");
  const body = encoding === "utf16be" ? swapped(Buffer.from(raw, "utf16le")) : Buffer.from(raw, encoding);
  return Buffer.concat([mark, body]);
}

function withLineEnds(text: string, endings: string): string {
  if (!endings.includes("r")) return text;
  if (!endings.includes("n")) return text.replaceAll("\n", "\r\n");
  let at = 0;
  return text.replaceAll("\n", () => (endings[at++] === "r" ? "\r\n" : "\n"));
}

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

/** How many line feeds a text has. */
export function count(text: string): number {
  let found = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) found += 1;
  return found;
}
