import type { z } from "zod";
import type { Output, ReadOutput } from "../../wire/agent-api.ts";
import { invalidField } from "../../wire/errors.ts";
import { grepOutput } from "./grep-output.ts";
import { readBothEnds, readExact, readForward, readHeadLines, readTailLines } from "./read-pieces.ts";

export type OutputQuery = Pick<
  z.output<typeof ReadOutput>,
  "cursor" | "tail_lines" | "head_lines" | "grep" | "reply_bytes"
> &
  Partial<Pick<z.output<typeof ReadOutput>, "strip_ansi" | "encoding">>;

/** One saved stream of output, of which a part can be read. */
export interface Stream {
  /** Up to `length` bytes from `position` on; never fewer than there are. Of the two ends that a reply is made of. */
  readonly readAt: (position: number, length: number) => Buffer;
  /** The same of any place, for a filter, which may go through gigabytes. The bytes are valid until the next call. */
  readonly readChunk: (position: number, length: number) => Promise<Buffer>;
  readonly total: number;
  /** Nothing is appended to it any more. */
  readonly isEnded: boolean;
  /** Whether terminal escapes are left out of what is read. */
  readonly isPlain: boolean;
}

/** A piece of a stream as the query wants it; throws AppError "invalid" for a cursor past the end and for what excludes each other. */
export async function readStream(stream: Stream, query: OutputQuery, signal: AbortSignal): Promise<Output> {
  demandConsistent(query);
  if (query.cursor !== undefined && query.cursor > stream.total)
    throw invalidField("cursor", `is past the end: the stream has ${stream.total} bytes`);
  if (query.encoding === "base64") return readExact(stream, query.cursor ?? 0, query.reply_bytes);
  if (query.grep !== undefined) return await grepOutput(stream, { ...query, grep: query.grep }, signal);
  if (query.tail_lines !== undefined) return readTailLines(stream, query.tail_lines, query.reply_bytes);
  if (query.head_lines !== undefined) return readHeadLines(stream, query, query.head_lines);
  if (query.cursor !== undefined) return readForward(stream, query.cursor, query.reply_bytes);
  return readBothEnds(stream, query.reply_bytes);
}

/** Throws AppError "invalid" for what cannot be asked for together. */
export function demandConsistent(query: OutputQuery): void {
  const { cursor, tail_lines: tail, head_lines: head } = query;
  if (query.encoding === "base64" && (tail ?? head ?? query.grep) !== undefined)
    throw invalidField("encoding", "base64 goes with neither tail_lines, nor head_lines, nor grep");
  if (query.encoding === "base64" && query.strip_ansi === true)
    throw invalidField("encoding", "base64 is exact: it cannot be used together with strip_ansi");
  if (tail === undefined) return;
  if (cursor !== undefined) throw invalidField("tail_lines", "cannot be used together with cursor");
  if (head !== undefined) throw invalidField("tail_lines", "cannot be used together with head_lines");
}
