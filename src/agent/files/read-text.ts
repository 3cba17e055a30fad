import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import type { FileText, ReadText } from "../../wire/agent-files.ts";
import { invalidField } from "../../wire/errors.ts";
import { withFileErrors } from "../errno.ts";
import { withoutPartialEnd } from "../../rules/output/cut-utf8.ts";
import { etagOf } from "./file-stat.ts";
import { createLineWindow } from "../../rules/files/line-window.ts";
import type { LineWindow } from "../../rules/files/line-window.ts";
import { mimeTypeOf } from "../../rules/files/mime-type.ts";
import { createTailFinder, type TailStart } from "../../rules/files/find-tail.ts";
import { openFile, type OpenedFile } from "./open-file.ts";

const CHUNK_BYTES = 256 * 1024;
const NUL_SEARCH_BYTES = 8192;

/**
 * Some lines of a text file: joined by line feeds, without the last one's own line end. Reads the file to its end
 * to count lines, and holds no more than the reply.
 */
export async function readText(
  path: string,
  query: z.output<typeof ReadText>,
  signal: AbortSignal,
): Promise<FileText> {
  await using file = await openFile(path);
  return await withFileErrors(path, async () => {
    const facts = { path, size: Number(file.stat.size), etag: etagOf(file.stat) };
    const { from, skip } = await startOf(file, query, signal);
    const window = createLineWindow({ from, skip, limit: query.limit, bytes: query.reply_bytes });
    const { lines, isText: readable, endsInNewline } = await scan(file, window, signal);
    const mime = { mime_type: mimeTypeOf(path, !readable), binary: !readable };
    if (!readable) return { ...facts, ...mime, ...NO_LINES, total_lines: 0, offset: 1, final_newline: false };
    if (from > Math.max(1, lines))
      throw invalidField("offset", `${query.offset} is past the end: the file has ${lines} lines`);
    const { content, taken, cut } = window.result();
    const next = from + taken;
    return {
      ...facts,
      ...mime,
      total_lines: lines,
      offset: from,
      lines_read: taken,
      content: skip > 0 ? content.replace(/^\uFFFD+/, "") : content,
      next_offset: next <= lines ? next : null,
      cut_lines: cut + (skip > 0 ? 1 : 0),
      final_newline: endsInNewline,
    };
  });
}

/** The first line wanted, and how much of it is not. */
async function startOf(
  file: OpenedFile,
  { offset, tail_bytes: tail }: z.output<typeof ReadText>,
  signal: AbortSignal,
): Promise<TailStart> {
  if (tail !== undefined) {
    if (offset !== 1) throw invalidField("tail_bytes", "cannot be combined with offset");
    const finder = createTailFinder(Number(file.stat.size) - tail);
    await scan(file, { ...finder, end: () => 0 }, signal);
    return finder.result();
  }
  if (offset >= 0) return { from: Math.max(1, offset), skip: 0 };
  const { lines } = await scan(file, createLineWindow({ from: 1, limit: 0, bytes: 0 }), signal);
  return { from: Math.max(1, lines + offset + 1), skip: 0 };
}

const NO_LINES = { lines_read: 0, content: "", next_offset: null, cut_lines: 0 };

interface Scan {
  readonly lines: number;
  readonly isText: boolean;
  readonly endsInNewline: boolean;
}

async function scan(
  { handle, stat }: OpenedFile,
  window: Pick<LineWindow, "push" | "end">,
  signal: AbortSignal,
): Promise<Scan> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = 0;
  let carried = 0;
  let last = 0;
  for (;;) {
    signal.throwIfAborted();
    const room = CHUNK_BYTES - carried;
    const { bytesRead } = await handle.read(buffer, carried, room, position);
    const bytes = buffer.subarray(0, carried + bytesRead);
    const atEnd = bytesRead === 0 || (bytesRead < room && endsAt(stat, position + bytesRead));
    const whole = atEnd ? bytes.length : withoutPartialEnd(bytes);
    if (!isText(bytes.subarray(0, whole), position === 0))
      return { lines: 0, isText: false, endsInNewline: false };
    const fresh = bytes.subarray(carried);
    window.push(fresh);
    last = fresh.at(-1) ?? last;
    if (atEnd) break;
    position += bytesRead;
    // The beginning of a character that the next chunk completes is only looked at again, not pushed again.
    carried = bytes.length - whole;
    buffer.copyWithin(0, whole, bytes.length);
  }
  return { lines: window.end(), isText: true, endsInNewline: last === 10 };
}

/** A file of /proc has more than its size, 0, says; elsewhere a short read that reaches the size is the last. */
const endsAt = ({ size }: OpenedFile["stat"], position: number): boolean => size > 0n && position >= size;

function isText(bytes: Buffer, isFirst: boolean): boolean {
  if (isFirst && bytes.subarray(0, NUL_SEARCH_BYTES).includes(0)) return false;
  return isUtf8(bytes);
}
