import { hash } from "node:crypto";
import { rateWindow } from "../api/rate-window.ts";
import { AppError } from "../wire/errors.ts";

const WINDOW_MS = 60_000;
/** So many tokens over their limit are remembered; the oldest are forgotten. */
const MAX_REFUSED = 10_000;

/** How many requests a minute each user may make of this replica. */
export interface McpLimit {
  /** Throws "rate_limited" for a token whose user is over the limit, before the database is asked about it. */
  readonly checkToken: (token: string) => void;
  /** Counts requests; throws "rate_limited" with the seconds until the next one is allowed. */
  readonly count: (userId: string, token: string, requests?: number) => void;
}

/**
 * A window of one minute that slides: all of the limit may be used at once. A user over it costs the others nothing,
 * for refused requests end here. A limit of 0 or less allows any number.
 */
export function createMcpLimit(limit: number, now: () => number = Date.now): McpLimit {
  if (limit <= 0) return { checkToken: () => undefined, count: () => undefined };
  const window = rateWindow({ limit, windowMs: WINDOW_MS });
  const refusedUntil = new Map<string, number>();
  return {
    checkToken: (token) => {
      if (refusedUntil.size === 0) return;
      const digest = digestOf(token);
      const until = refusedUntil.get(digest);
      if (until !== undefined && until > now()) throw limited(limit, until - now());
      refusedUntil.delete(digest);
    },
    count: (userId, token, requests = 1) => {
      const { allowed, retryAt } = window(userId, now(), requests);
      if (allowed) return;
      const [oldest] = refusedUntil.keys();
      if (refusedUntil.size >= MAX_REFUSED && oldest !== undefined) refusedUntil.delete(oldest);
      // A batch may be too large where a single request is not.
      if (requests === 1) refusedUntil.set(digestOf(token), retryAt);
      throw limited(limit, retryAt - now());
    },
  };
}

function limited(limit: number, waitMs: number): AppError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000));
  const message = `You've been rate limited for sending more than ${limit} requests in 1m0s.`;
  return new AppError("rate_limited", message, { retryAfter, detail: `Try again in ${retryAfter} s.` });
}

const digestOf = (token: string): string => hash("sha256", token, "base64");
