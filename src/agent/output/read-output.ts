import { closeSync, fstatSync, openSync } from "node:fs";
import type { z } from "zod";
import type { Output, ReadOutput } from "../../wire/agent-api.ts";
import { invalidField } from "../../wire/errors.ts";
import { errnoOf } from "../errno.ts";
import { grepOutput } from "./grep-output.ts";
import { readBothEnds, readForward, readHeadLines, readTailLines } from "./read-pieces.ts";
import { readExact } from "./read-pieces.ts";

/** One saved stream. Nothing is appended to it any more when `isEnded`. */
export interface OutputSource {
  readonly path: string;
  readonly isEnded: boolean;
}

export type OutputQuery = Pick<
  z.output<typeof ReadOutput>,
  "cursor" | "tail_lines" | "head_lines" | "grep" | "reply_bytes"
> &
  Partial<Pick<z.output<typeof ReadOutput>, "strip_ansi" | "encoding">>;

export interface Stream {
  readonly fd: number;
  readonly total: number;
  readonly isEnded: boolean;
  /** Whether terminal escapes are left out of what is read. */
  readonly isPlain: boolean;
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
  if (fd === undefined) return { text: "", start: 0, next: 0, total: 0, gap: null, filtered_lines: 0 };
  try {
    const isPlain = query.strip_ansi === true;
    const stream = { fd, total: fstatSync(fd).size, isEnded: source.isEnded, isPlain };
    if (query.cursor !== undefined && query.cursor > stream.total) {
      throw invalidField("cursor", `is past the end: the stream has ${stream.total} bytes`);
    }
    if (query.encoding === "base64") return readExact(stream, query.cursor ?? 0, query.reply_bytes);
    if (query.grep !== undefined) return await grepOutput(stream, { ...query, grep: query.grep }, signal);
    if (query.tail_lines !== undefined) return readTailLines(stream, query.tail_lines, query.reply_bytes);
    if (query.head_lines !== undefined) return readHeadLines(stream, query, query.head_lines);
    if (query.cursor !== undefined) return readForward(stream, query.cursor, query.reply_bytes);
    return readBothEnds(stream, query.reply_bytes);
  } finally {
    closeSync(fd);
  }
}

function demandConsistent(query: OutputQuery): void {
  const { cursor, tail_lines: tail, head_lines: head } = query;
  if (query.encoding === "base64" && (tail ?? head ?? query.grep) !== undefined)
    throw invalidField("encoding", "base64 goes with neither tail_lines, nor head_lines, nor grep");
  if (query.encoding === "base64" && query.strip_ansi === true)
    throw invalidField("encoding", "base64 is exact: it cannot be used together with strip_ansi");
  if (tail === undefined) return;
  if (cursor !== undefined) throw invalidField("tail_lines", "cannot be used together with cursor");
  if (head !== undefined) throw invalidField("tail_lines", "cannot be used together with head_lines");
}

function openOptional(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
