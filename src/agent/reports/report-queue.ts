import type { Report } from "../../wire/agent-tunnel.ts";

const MAX_KEPT = 5000;

type WithoutFrame<R> = R extends unknown ? Omit<R, "id" | "at"> : never;
export type NewReport = WithoutFrame<Report>;

/** What the agent has to tell, kept until the deployment asks for later reports. */
export interface ReportQueue {
  readonly add: (report: NewReport) => void;
  /** Reports after `id`, for ever as they come, until `signal` aborts; forgets those up to `id`. */
  readonly after: (id: number, signal: AbortSignal) => AsyncGenerator<readonly Report[]>;
  /** Resolves when everything has been handed out, or `signal` aborts. */
  readonly drained: (signal: AbortSignal) => Promise<void>;
}

/** Bounded: past five thousand unacknowledged reports the oldest logs go first, never the latest lifecycle. */
export function createReportQueue(now: () => number = Date.now): ReportQueue {
  let kept: Report[] = [];
  let last = 0;
  let handedOut = 0;
  let changed = Promise.withResolvers<void>();
  const wake = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  return {
    add: (report) => {
      // Counted from the clock: ids ascend over the agent's restarts without a file.
      last = Math.max(last + 1, now() * 1000);
      kept.push({ ...report, id: last, at: new Date(now()).toISOString() });
      if (kept.length > MAX_KEPT) kept = withoutOldest(kept);
      wake();
    },
    after: async function* reports(id, signal) {
      let seen = id;
      kept = kept.filter((report) => report.id > id);
      while (!signal.aborted) {
        const fresh = kept.filter((report) => report.id > seen);
        const wait = changed.promise;
        if (fresh.length > 0) yield fresh;
        seen = fresh.at(-1)?.id ?? seen;
        handedOut = Math.max(handedOut, seen);
        if (fresh.length > 0) wake();
        else await orAborted(wait, signal);
      }
    },
    drained: async (signal) => {
      // oxlint-disable-next-line no-unmodified-loop-condition -- the other functions modify both.
      while (!signal.aborted && handedOut < last) await orAborted(changed.promise, signal);
    },
  };
}

function withoutOldest(kept: readonly Report[]): Report[] {
  const index = kept.findIndex(({ kind }) => kind !== "lifecycle");
  return kept.toSpliced(Math.max(0, index), 1);
}

async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const stop = () => aborted.resolve();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  await Promise.race([promise, aborted.promise]);
  signal.removeEventListener("abort", stop);
}
