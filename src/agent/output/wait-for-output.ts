import { watch } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { ExecutionRecord } from "../executions/execution-record.ts";

/** Also looked at without an event, for file systems that send none. */
const POLL_MS = 250;

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
  const over = new AbortController();
  const bound = AbortSignal.any([signal, over.signal, AbortSignal.timeout(waitMs)]);
  const wake = createWake();
  const close = watchFile(path, wake.up);
  const follow = async () => {
    await record.ended.promise;
    wake.up();
  };
  void follow();
  try {
    while (record.end === undefined && !bound.aborted && (await sizeOf(path)) <= cursor) {
      await Promise.race([wake.wait(), delay(POLL_MS, undefined, { signal: bound }).catch(() => undefined)]);
    }
  } finally {
    over.abort();
    close();
  }
}

/** A bell that one waiter hears, also when it rang just before the wait. */
function createWake(): { readonly up: () => void; readonly wait: () => Promise<void> } {
  let rung = Promise.withResolvers<void>();
  return {
    up: () => rung.resolve(),
    wait: () => {
      // oxlint-disable-next-line promise/always-return -- nobody reads its value.
      const heard = rung.promise.then(() => {
        if (rung.promise === mine) rung = Promise.withResolvers<void>();
      });
      const mine = rung.promise;
      return heard;
    },
  };
}

function watchFile(path: string, changed: () => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    // Out of watches: the poll still sees the bytes.
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
