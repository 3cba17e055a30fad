import type { Output } from "../../wire/agent-api.ts";
import { createLineMatcher } from "./line-matcher.ts";
import type { OutputQuery, Stream } from "./read-stream.ts";
import { scanLines } from "./scan-lines.ts";
import type { Line } from "./scan-lines.ts";
import { stripEscapes } from "./strip-escapes.ts";

/** A filter over very much output answers with what it has after so long; `next` continues the search. */
const SCAN_LIMIT_MS = 20_000;

/** Lines that match, forward from the cursor until the reply is full, or the last ones with `tail_lines`. */
export async function grepOutput(
  stream: Stream,
  query: OutputQuery & { readonly grep: string },
  signal: AbortSignal,
): Promise<Output> {
  const from = query.cursor ?? 0;
  const found = query.tail_lines === undefined ? createHead(query) : createTail(query, query.tail_lines);
  await using matcher = createLineMatcher(query.grep);
  const limit = performance.now() + SCAN_LIMIT_MS;
  let next = from;
  let filtered = 0;
  for await (const read of scanLines(stream, from)) {
    signal.throwIfAborted();
    const lines = stream.isPlain ? read.map(plain) : read;
    const matches = await matcher.match(lines.map(({ text }) => text));
    for (const [index, line] of lines.entries()) {
      if (matches[index] === true && !found.add(line)) return reply(stream, found, { from, next, filtered });
      if (matches[index] !== true) filtered += 1;
      next = line.end;
    }
    if (performance.now() > limit) break;
  }
  return reply(stream, found, { from, next, filtered });
}

const plain = (line: Line): Line => ({ ...line, text: stripEscapes(line.text).replace(/\r$/, "") });

interface Found {
  /** False when the reply has no room for the line. */
  readonly add: (line: Line) => boolean;
  readonly text: () => string;
}

function reply(
  { total }: Stream,
  found: Found,
  at: { from: number; next: number; filtered: number },
): Output {
  return { text: found.text(), start: at.from, next: at.next, total, gap: null, filtered_lines: at.filtered };
}

function createHead({ reply_bytes: cap, head_lines: most = Infinity }: OutputQuery): Found {
  const lines: string[] = [];
  let size = 0;
  return {
    add: ({ text }) => {
      const bytes = Buffer.byteLength(text) + 1;
      if (lines.length >= most || (lines.length > 0 && size + bytes > cap)) return false;
      lines.push(bytes > cap ? cutText(text, cap) : text);
      size += bytes;
      return true;
    },
    text: () => joined(lines),
  };
}

function createTail({ reply_bytes: cap }: OutputQuery, most: number): Found {
  const lines: string[] = [];
  let size = 0;
  const drop = () => {
    size -= Buffer.byteLength(lines.shift() ?? "") + 1;
  };
  return {
    add: ({ text }) => {
      const line = cutText(text, cap);
      lines.push(line);
      size += Buffer.byteLength(line) + 1;
      // oxlint-disable-next-line no-unmodified-loop-condition -- drop() modifies it.
      while (lines.length > most || (lines.length > 1 && size > cap)) drop();
      return true;
    },
    text: () => joined(lines),
  };
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function cutText(text: string, cap: number): string {
  if (Buffer.byteLength(text) <= cap) return text;
  return `${Buffer.from(text)
    .subarray(0, cap)
    .toString("utf8")
    .replace(/\uFFFD$/, "")}…`;
}
