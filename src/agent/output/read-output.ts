import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { z } from "zod";
import type { Output, ReadOutput } from "../../wire/agent-api.ts";
import { invalidField } from "../../wire/errors.ts";
import { errnoOf } from "../errno.ts";
import { partialStart, withoutPartialEnd } from "./cut-utf8.ts";
import { grepOutput } from "./grep-output.ts";

const NEWLINE = 10;
/** A character takes up to four bytes, and a reading must get on. */
const LEAST_BYTES = 4;

/** One saved stream. Nothing is appended to it any more when `isEnded`. */
export interface OutputSource {
  readonly path: string;
  readonly isEnded: boolean;
}

export type OutputQuery = Pick<
  z.output<typeof ReadOutput>,
  "cursor" | "tail_lines" | "head_lines" | "grep" | "reply_bytes"
>;

export interface Stream {
  readonly fd: number;
  readonly total: number;
  readonly isEnded: boolean;
}

/**
 * A piece of saved output; memory is bounded by `reply_bytes`, however large the file and its lines are. What fits
 * into one reply is read synchronously, for the page cache is faster than a hop to the thread pool.
 */
export async function readOutput(
  source: OutputSource,
  query: OutputQuery,
  signal: AbortSignal,
): Promise<Output> {
  demandConsistent(query);
  const fd = openOptional(source.path);
  if (fd === undefined) return emptyOutput(0, 0);
  try {
    const stream = { fd, total: fstatSync(fd).size, isEnded: source.isEnded };
    if (query.cursor !== undefined && query.cursor > stream.total) {
      throw invalidField("cursor", `is past the end: the stream has ${stream.total} bytes`);
    }
    if (query.grep !== undefined) return await grepOutput(stream, { ...query, grep: query.grep }, signal);
    if (query.tail_lines !== undefined) return readTailLines(stream, query.tail_lines, query.reply_bytes);
    if (query.head_lines !== undefined) return readHeadLines(stream, query, query.head_lines);
    if (query.cursor !== undefined) return readForward(stream, query.cursor, query.reply_bytes);
    return readBothEnds(stream, query.reply_bytes);
  } finally {
    closeSync(fd);
  }
}

function demandConsistent({ cursor, tail_lines: tail, head_lines: head }: OutputQuery): void {
  if (tail === undefined) return;
  if (cursor !== undefined) throw invalidField("tail_lines", "cannot be used together with cursor");
  if (head !== undefined) throw invalidField("tail_lines", "cannot be used together with head_lines");
}

function readForward(stream: Stream, cursor: number, cap: number): Output {
  return outputOf(stream, cursor, forwardBytes(stream, cursor, cap));
}

/** Bytes from `cursor`, at most `cap`, ending at a line's end if one is near and never inside a character. */
function forwardBytes(stream: Stream, cursor: number, cap: number): Buffer {
  const bytes = readAt(stream.fd, cursor, Math.min(Math.max(cap, LEAST_BYTES), stream.total - cursor));
  const reachesEnd = cursor + bytes.length >= stream.total;
  if (reachesEnd) return stream.isEnded ? bytes : bytes.subarray(0, withoutPartialEnd(bytes));
  const line = bytes.lastIndexOf(NEWLINE) + 1;
  return bytes.subarray(0, line * 2 >= bytes.length ? line : withoutPartialEnd(bytes));
}

function readBothEnds(stream: Stream, cap: number): Output {
  const { fd, total } = stream;
  if (cap === 0)
    return { ...emptyOutput(total, total), gap: total === 0 ? null : { start: 0, bytes: total, at: 0 } };
  if (total <= cap) return readForward(stream, 0, cap);
  const head = forwardBytes(stream, 0, Math.ceil(cap / 2));
  const from = Math.max(head.length, total - Math.max(0, cap - head.length));
  const tail = trimStart(readAt(fd, from, total - from), from > head.length);
  const end = stream.isEnded ? tail.bytes.length : withoutPartialEnd(tail.bytes);
  const start = from + tail.skipped;
  const text = head.toString("utf8");
  const left = start - head.length;
  return {
    text: text + tail.bytes.toString("utf8", 0, end),
    start: 0,
    next: start + end,
    total,
    gap: left === 0 ? null : { start: head.length, bytes: left, at: text.length },
    filtered_lines: 0,
  };
}

/** Begins after the first line end if one is near, else after a character cut in two. */
function trimStart(bytes: Buffer, isCut: boolean): { readonly bytes: Buffer; readonly skipped: number } {
  if (!isCut) return { bytes, skipped: 0 };
  const line = bytes.indexOf(NEWLINE) + 1;
  const skipped = line > 0 && line * 2 <= bytes.length ? line : partialStart(bytes);
  return { bytes: bytes.subarray(skipped), skipped };
}

function readHeadLines(stream: Stream, query: OutputQuery, lines: number): Output {
  const cursor = query.cursor ?? 0;
  const bytes = forwardBytes(stream, cursor, query.reply_bytes);
  let end = 0;
  for (let line = 0; line < lines; line += 1) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline === -1) return outputOf(stream, cursor, bytes);
    end = newline + 1;
  }
  return outputOf(stream, cursor, bytes.subarray(0, end));
}

function readTailLines(stream: Stream, lines: number, cap: number): Output {
  const { fd, total } = stream;
  const from = Math.max(0, total - Math.max(cap, LEAST_BYTES));
  const read = readAt(fd, from, total - from);
  const bytes = stream.isEnded ? read : read.subarray(0, withoutPartialEnd(read));
  // The last line's own end does not begin another line.
  let begin = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
  for (let line = 0; line < lines; line += 1) {
    begin = begin === 0 ? -1 : bytes.lastIndexOf(NEWLINE, begin - 1);
    if (begin === -1) break;
  }
  if (begin >= 0) return outputOf(stream, from + begin + 1, bytes.subarray(begin + 1));
  const { bytes: kept, skipped } = trimStart(bytes, from > 0);
  return outputOf(stream, from + skipped, kept);
}

function outputOf({ total }: Stream, start: number, bytes: Buffer): Output {
  return {
    text: bytes.toString("utf8"),
    start,
    next: start + bytes.length,
    total,
    gap: null,
    filtered_lines: 0,
  };
}

function emptyOutput(next: number, total: number): Output {
  return { text: "", start: 0, next, total, gap: null, filtered_lines: 0 };
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, position));
}

function openOptional(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
