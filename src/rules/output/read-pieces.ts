import type { Output } from "../../wire/agent-api.ts";
import { partialStart, withoutPartialEnd } from "./cut-utf8.ts";
import type { OutputQuery, Stream } from "./read-stream.ts";
import { stripEscapes, withoutPartialEscape } from "./strip-escapes.ts";

const NEWLINE = 10;
/** A character takes up to four bytes, and a reading must get on. */
const LEAST_BYTES = 4;

/** Exactly the bytes from `cursor`, at most `cap`, in base64. */
export function readExact(stream: Stream, cursor: number, cap: number): Output {
  const bytes = stream.readAt(cursor, Math.min(cap, stream.total - cursor));
  return { ...outputOf(stream, cursor, bytes), text: bytes.toString("base64") };
}

/** What follows `cursor`. */
export function readForward(stream: Stream, cursor: number, cap: number): Output {
  return outputOf(stream, cursor, forwardBytes(stream, cursor, cap));
}

/** The beginning and the end of all, with a gap in between when both do not meet. */
export function readBothEnds(stream: Stream, cap: number): Output {
  const { total } = stream;
  const empty = { ...outputOf(stream, total, Buffer.alloc(0)), start: 0 };
  if (cap === 0) return { ...empty, gap: total === 0 ? null : { start: 0, bytes: total, at: 0 } };
  const whole = total <= cap ? readForward(stream, 0, cap) : undefined;
  if (whole !== undefined && (whole.next >= total || !stream.isEnded)) return whole;
  const head = forwardBytes(stream, 0, Math.ceil(cap / 2));
  const from = Math.max(head.length, total - Math.max(0, cap - head.length));
  const end = cutEnd(stream, stream.readAt(from, total - from));
  const kept = lastOf(end, Math.max(LEAST_BYTES, cap - sizeIn(head)));
  const bytes = trimStart(kept, from + end.length - kept.length > head.length);
  const start = from + end.length - bytes.length;
  const text = textOf(stream, head);
  const left = start - head.length;
  return {
    text: text + textOf(stream, bytes),
    start: 0,
    next: start + bytes.length,
    total,
    gap: left === 0 ? null : { start: head.length, bytes: left, at: text.length },
    filtered_lines: 0,
  };
}

/** The first lines after the cursor. */
export function readHeadLines(stream: Stream, query: OutputQuery, lines: number): Output {
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

/** The last lines of all. */
export function readTailLines(stream: Stream, lines: number, cap: number): Output {
  const { total } = stream;
  const least = Math.max(cap, LEAST_BYTES);
  const begin = Math.max(0, total - least);
  const read = cutEnd(stream, stream.readAt(begin, total - begin));
  const bytes = lastOf(read, least);
  const from = begin + read.length - bytes.length;
  // The last line's own end does not begin another line.
  let at = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
  for (let line = 0; line < lines; line += 1) {
    at = at === 0 ? -1 : bytes.lastIndexOf(NEWLINE, at - 1);
    if (at === -1) break;
  }
  if (at >= 0) return outputOf(stream, from + at + 1, bytes.subarray(at + 1));
  const kept = trimStart(bytes, from > 0);
  return outputOf(stream, from + bytes.length - kept.length, kept);
}

/**
 * Bytes from `cursor` whose text takes at most `cap` bytes, ending at a line's end if one is near and never inside a
 * character.
 */
function forwardBytes(stream: Stream, cursor: number, cap: number): Buffer {
  const least = Math.max(cap, LEAST_BYTES);
  const read = stream.readAt(cursor, Math.min(least, stream.total - cursor));
  const isLast = cursor + read.length >= stream.total;
  const bytes = firstOf(isLast ? read : withoutPartial(read), least);
  if (cursor + bytes.length >= stream.total) return cutEnd(stream, bytes);
  const line = bytes.lastIndexOf(NEWLINE) + 1;
  if (line * 2 >= bytes.length) return bytes.subarray(0, line);
  // What is nothing but half an escape is given as it is, or a reader would never get past it.
  return bytes.subarray(0, completeLength(stream, bytes) || bytes.length);
}

/** Without what is not complete at the end of a stream that goes on. */
function cutEnd(stream: Stream, bytes: Buffer): Buffer {
  return stream.isEnded ? bytes : bytes.subarray(0, completeLength(stream, bytes));
}

function completeLength({ isPlain }: Stream, bytes: Buffer): number {
  const length = withoutPartialEnd(bytes);
  return isPlain ? withoutPartialEscape(bytes.subarray(0, length)) : length;
}

/** Bytes that are no UTF-8 take three as text: as many from the start as fit. */
function firstOf(bytes: Buffer, cap: number): Buffer {
  let kept = bytes;
  for (let size = sizeIn(kept); size > cap; size = sizeIn(kept)) {
    kept = withoutPartial(kept.subarray(0, fewer(kept.length, cap / size)));
  }
  return kept;
}

/** What is nothing but a part of a character stays, so that reading gets on. */
const withoutPartial = (bytes: Buffer): Buffer => bytes.subarray(0, withoutPartialEnd(bytes) || bytes.length);

function lastOf(bytes: Buffer, cap: number): Buffer {
  let kept = bytes;
  for (let size = sizeIn(kept); size > cap; size = sizeIn(kept))
    kept = kept.subarray(kept.length - fewer(kept.length, cap / size));
  return kept;
}

/** At least one byte less, about as many as the text is too long. */
const fewer = (length: number, share: number): number => Math.min(length - 1, Math.floor(length * share));

const sizeIn = (bytes: Buffer): number => Buffer.byteLength(bytes.toString("utf8"));

/** Begins after the first line end if one is near, else after a character cut in two. */
function trimStart(bytes: Buffer, isCut: boolean): Buffer {
  if (!isCut) return bytes;
  const line = bytes.indexOf(NEWLINE) + 1;
  return bytes.subarray(line > 0 && line * 2 <= bytes.length ? line : partialStart(bytes));
}

function outputOf(stream: Stream, start: number, bytes: Buffer): Output {
  return {
    text: textOf(stream, bytes),
    start,
    next: start + bytes.length,
    total: stream.total,
    gap: null,
    filtered_lines: 0,
  };
}

function textOf({ isPlain }: Stream, bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return isPlain ? stripEscapes(text) : text;
}
