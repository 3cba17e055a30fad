import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { createLineWindow } from "../../../rules/files/line-window.ts";
import { mimeTypeOf } from "../../../rules/files/mime-type.ts";
import { withoutPartialEnd } from "../../../rules/output/cut-utf8.ts";
import { quote } from "../../../rules/shell-word.ts";
import type { FileText, ReadBytes, ReadText } from "../../../wire/agent-files.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import type { Shell } from "../shell-pool.ts";
import { demandFile } from "./file-facts.ts";
import { openFile, readRange, type Opened } from "./open-file.ts";

const NUL_SEARCH_BYTES = 8192;
/** Of a character that a window ends in. */
const MARGIN_BYTES = 8;
const MAX_READ_BYTES = 64 * 1024 * 1024;

/** A file's bytes. */
export async function readBytes(
  shell: Shell,
  path: string,
  { offset, limit }: z.output<typeof ReadBytes>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const opened = await openFile(shell, path, signal);
  demandFile(path, opened.facts);
  const length = Math.min(limit ?? Infinity, Math.max(0, opened.facts.size - offset));
  if (length > MAX_READ_BYTES)
    throw new AppError(
      "too_large",
      `path: ${path}: ${length} bytes are more than the ${MAX_READ_BYTES} read at once; set limit`,
    );
  const pieces: Buffer[] = [];
  for await (const piece of readRange(shell, opened, { offset, length }, signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}

interface Window {
  readonly bytes: Buffer;
  /** The first line of it. */
  readonly from: number;
  /** Of the whole file. */
  readonly lines: number;
  readonly endsInNewline: boolean;
}

/** Some lines of a text file: joined by line feeds, without the last one's own line end. */
export async function readText(
  shell: Shell,
  path: string,
  query: z.output<typeof ReadText>,
  signal: AbortSignal,
): Promise<FileText> {
  const opened = await openFile(shell, path, signal);
  const { facts, begin } = opened;
  demandFile(path, facts);
  const isWhole = begin.length >= facts.size;
  const mime = (binary: boolean) => ({ mime_type: mimeTypeOf(path, binary), binary });
  const base = { path, size: facts.size, etag: facts.etag };
  const nothing = { lines_read: 0, content: "", next_offset: null, cut_lines: 0 };
  const binary = { ...base, ...mime(true), ...nothing, total_lines: 0, offset: 1, final_newline: false };
  if (!isText(isWhole ? begin : begin.subarray(0, withoutPartialEnd(begin)))) return binary;
  const window = isWhole ? windowOf(begin, query) : await askWindow(shell, opened, query, signal);
  if (!isWhole && !isUtf8(window.bytes.subarray(0, withoutPartialEnd(window.bytes)))) return binary;
  if (window.from > Math.max(1, window.lines))
    throw invalidField("offset", `${query.offset} is past the end: the file has ${window.lines} lines`);
  return { ...base, ...mime(false), ...linesOf(window, query, isWhole) };
}

const isText = (bytes: Buffer): boolean => !bytes.subarray(0, NUL_SEARCH_BYTES).includes(0) && isUtf8(bytes);

function linesOf(
  { bytes, from, lines, endsInNewline }: Window,
  query: z.output<typeof ReadText>,
  isWhole: boolean,
) {
  const window = createLineWindow({ from: isWhole ? from : 1, limit: query.limit, bytes: query.reply_bytes });
  window.push(bytes);
  window.end();
  const { content, taken, cut } = window.result();
  const next = from + taken;
  return {
    total_lines: lines,
    offset: from,
    lines_read: taken,
    content,
    next_offset: next <= lines ? next : null,
    cut_lines: cut,
    final_newline: endsInNewline,
  };
}

function windowOf(bytes: Buffer, { offset }: z.output<typeof ReadText>): Window {
  const counter = createLineWindow({ from: 1, limit: 0, bytes: 0 });
  counter.push(bytes);
  const lines = counter.end();
  const from = offset < 0 ? Math.max(1, lines + offset + 1) : Math.max(1, offset);
  return { bytes, from, lines, endsInNewline: bytes.at(-1) === 10 };
}

/** The lines of a long file are counted and cut where it is. */
async function askWindow(
  shell: Shell,
  { path }: Opened,
  { offset, limit, reply_bytes: most }: z.output<typeof ReadText>,
  signal: AbortSignal,
): Promise<Window> {
  const { bytes } = await shell.read(`text ${quote(path)} ${offset} ${limit} ${most + MARGIN_BYTES}`, signal);
  const end = bytes.indexOf("\n");
  const [ends = 0, last = 0, from = 1] = bytes.toString("latin1", 0, end).split(" ").map(Number);
  return { bytes: bytes.subarray(end + 1), from, lines: ends + 1 - last, endsInNewline: last === 1 };
}
