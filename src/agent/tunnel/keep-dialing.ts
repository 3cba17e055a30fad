import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { DialError } from "./dial-error.ts";
import { dial } from "./dial.ts";
import type { UpgradeRequest } from "./upgrade.ts";

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 10_000;
/** A tunnel that lived so long counts as good: the next loss is retried fast again. */
const GOOD_AFTER_MS = 5000;

export interface Dialing extends UpgradeRequest {
  readonly log: Log;
  readonly refused?: Refusal;
}

/** What happens on a 401, in milliseconds: a retry every so often, and giving up after so long. */
export interface Refusal {
  readonly retryMs: number;
  readonly limitMs: number;
}

const REFUSAL: Refusal = { retryMs: 20_000, limitMs: 600_000 };

/**
 * Dials for ever and hands each connection to `serve`. Ends when `signal` aborts, or after ten minutes in which the
 * deployment answered nothing but 401: the agent of a build that is over.
 */
export async function keepDialing(
  dialing: Dialing,
  serve: (carrier: Duplex) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { log, refused: refusal = REFUSAL } = dialing;
  let attempt = 0;
  let refusedSince: number | undefined;
  while (!signal.aborted) {
    const began = performance.now();
    const outcome = await once(() => dial(dialing, signal), serve);
    if (signal.aborted) return;
    const refused = outcome instanceof DialError && outcome.status === 401;
    refusedSince = refused ? (refusedSince ?? began) : undefined;
    if (refusedSince !== undefined && performance.now() - refusedSince > refusal.limitMs) {
      log("error", "the deployment does not know this agent any more: giving up");
      return;
    }
    const lived = outcome === undefined ? performance.now() - began : 0;
    attempt = lived > GOOD_AFTER_MS ? 0 : attempt + 1;
    const wait = refused ? refusal.retryMs * (0.75 + Math.random() / 2) : backoff(attempt);
    log(refused ? "error" : "warn", refused ? "the token was refused" : "no tunnel: dialing again", {
      reason: outcome?.message ?? "the tunnel closed",
      retry_ms: Math.round(wait),
    });
    await delay(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined when a tunnel was served and ended, else why there was none. */
async function once(
  connect: () => Promise<Duplex>,
  serve: (carrier: Duplex) => Promise<void>,
): Promise<Error | undefined> {
  try {
    await serve(await connect());
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Milliseconds before retry number `attempt`: doubling, with half of it random so that agents do not come in step. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempt - 1));
  return full / 2 + (full / 2) * random();
}
