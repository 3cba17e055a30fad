import { closeSync, openSync, readSync } from "node:fs";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import { openFileBell } from "./file-bell.ts";

const PIECE_BYTES = 64 * 1024;

/**
 * The bytes of an execution's output from `start` on, as they are printed, until it has ended or `signal` aborts.
 * Reads synchronously: the page cache is faster than a hop to the thread pool.
 */
export async function* followOutput(
  record: ExecutionRecord,
  start: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const bell = openFileBell(record.files.output);
  const fd = openSync(record.files.output, "r");
  signal.addEventListener("abort", bell.ring, { once: true });
  void record.ended.promise.then(bell.ring);
  let position = start;
  try {
    while (!signal.aborted) {
      // Looked at first: after the end there is no more than what is read then.
      const isEnded = record.end !== undefined;
      const bytes = Buffer.allocUnsafe(PIECE_BYTES);
      const count = readSync(fd, bytes, 0, PIECE_BYTES, position);
      position += count;
      if (count > 0) yield bytes.subarray(0, count);
      else if (isEnded) return;
      else await bell.heard();
    }
  } finally {
    signal.removeEventListener("abort", bell.ring);
    bell.close();
    closeSync(fd);
  }
}
