import { closeSync, fstatSync, openSync, read, readSync } from "node:fs";
import { promisify } from "node:util";
import { demandConsistent, readStream } from "../../rules/output/read-stream.ts";
import type { OutputQuery, Stream } from "../../rules/output/read-stream.ts";
import type { Output } from "../../wire/agent-api.ts";
import { errnoOf } from "../errno.ts";

/** One saved stream. Nothing is appended to it any more when `isEnded`. */
export interface OutputSource {
  readonly path: string;
  readonly isEnded: boolean;
}

const readAsync = promisify(read);

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
    return await readStream(streamOf(fd, source, query), query, signal);
  } finally {
    closeSync(fd);
  }
}

function streamOf(fd: number, { isEnded }: OutputSource, query: OutputQuery): Stream {
  let chunk = Buffer.alloc(0);
  return {
    total: fstatSync(fd).size,
    isEnded,
    isPlain: query.strip_ansi === true,
    readAt: (position, length) => {
      const buffer = Buffer.allocUnsafe(Math.max(0, length));
      return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, position));
    },
    readChunk: async (position, length) => {
      if (chunk.length < length) chunk = Buffer.allocUnsafe(length);
      const { bytesRead } = await readAsync(fd, chunk, 0, length, position);
      return chunk.subarray(0, bytesRead);
    },
  };
}

function openOptional(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
