import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import { openFileBell } from "./file-bell.ts";

/** Waits until the execution has ended, `waitMs` are over or `signal` aborts, whichever is first. */
export async function waitForExit(
  record: ExecutionRecord,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (record.end !== undefined || waitMs === 0) return;
  const over = new AbortController();
  const timer = delay(waitMs, undefined, { signal: AbortSignal.any([signal, over.signal]) });
  await Promise.race([record.ended.promise, timer.catch(() => undefined)]);
  over.abort();
}

/** Waits until the stream has bytes past `cursor`, or its execution has ended, or the bounds are over. */
export async function waitForBytes(
  record: ExecutionRecord,
  { path, cursor, waitMs }: { readonly path: string; readonly cursor: number; readonly waitMs: number },
  signal: AbortSignal,
): Promise<void> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
  const bell = openFileBell(path);
  bound.addEventListener("abort", bell.ring, { once: true });
  void record.ended.promise.then(bell.ring);
  try {
    while (record.end === undefined && !bound.aborted && (await sizeOf(path)) <= cursor) await bell.heard();
  } finally {
    bound.removeEventListener("abort", bell.ring);
    bell.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
