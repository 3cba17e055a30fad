import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseLog, Postmaster } from "./postmaster.ts";

/** A server process that ended without being asked, and when its successor is started. */
export interface DatabaseCrash {
  readonly reason: string;
  readonly restartInMs: number;
}

export interface SuperviseOptions {
  readonly log: DatabaseLog;
  readonly onCrash?: (crash: DatabaseCrash) => void;
}

export interface Supervisor {
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
}

type Start = (stopping: AbortSignal) => Promise<Postmaster>;

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 10_000;

/** Starts a server again whenever it ends, ever later while that does not help, until told to stop. */
export function supervisePostmaster(first: Postmaster, start: Start, options: SuperviseOptions): Supervisor {
  const stopping = new AbortController();
  let current: Postmaster | undefined = first;

  const watch = async () => {
    let backoffMs = FIRST_BACKOFF_MS;
    while (current !== undefined) {
      const since = Date.now();
      const reason = await current.ended;
      current = undefined;
      if (Date.now() - since > LONGEST_BACKOFF_MS) backoffMs = FIRST_BACKOFF_MS;
      current = await restart({ reason, restartInMs: backoffMs }, start, options, stopping.signal);
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
      // A stop that came while it started found nothing to end.
      if (stopping.signal.aborted) await current?.stop();
    }
  };

  const watching = watch();
  const stop = async () => {
    stopping.abort();
    await current?.stop();
    await watching;
  };
  return { pid: () => current?.pid, stop };
}

/** The server that took over; undefined once `stopping` is aborted. */
async function restart(
  crash: DatabaseCrash,
  start: Start,
  options: SuperviseOptions,
  stopping: AbortSignal,
): Promise<Postmaster | undefined> {
  for (let { reason, restartInMs } = crash; !stopping.aborted;) {
    options.log("error", `PostgreSQL ended (${reason}) and is restarted in ${restartInMs} ms`);
    options.onCrash?.({ reason, restartInMs });
    try {
      await sleep(restartInMs, undefined, { signal: stopping });
      return await start(stopping);
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      restartInMs = Math.min(restartInMs * 2, LONGEST_BACKOFF_MS);
    }
  }
  return undefined;
}
