export interface WindowLimit {
  readonly limit: number;
  readonly windowMs: number;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly remaining: number;
  /** When the present window ends, in milliseconds since the epoch. */
  readonly resetAt: number;
  /** From when on another request is allowed, if none comes before; in milliseconds since the epoch. */
  readonly retryAt: number;
}

/** At most this many keys a window are told apart; beyond it the oldest of them are forgotten. */
const MAX_KEYS = 50_000;

/** Counts `requests` (1 unless told) at a time, all or none of them. */
export type RateWindow = (key: string, now: number, requests?: number) => Verdict;

/**
 * Counts requests by key in a window that slides: of the window before, the part that still overlaps counts. Memory is
 * bounded by the number of keys in two windows.
 */
export function rateWindow({ limit, windowMs }: WindowLimit): RateWindow {
  let start = 0;
  let current = new Map<string, number>();
  let previous = new Map<string, number>();

  const roll = (now: number): void => {
    const begin = now - (now % windowMs);
    if (begin === start) return;
    previous = begin === start + windowMs ? current : new Map();
    current = new Map();
    start = begin;
  };
  return (key, now, requests = 1) => {
    roll(now);
    const overlap = 1 - (now - start) / windowMs;
    const [before, own] = [previous.get(key) ?? 0, current.get(key) ?? 0];
    const used = own + before * overlap;
    const allowed = used + requests <= limit;
    if (allowed) count(current, key, requests);
    const remaining = Math.max(0, Math.floor(limit - used - (allowed ? requests : 0)));
    const retryAt = allowed ? now : start + windowMs * roomAfter(limit, before, own);
    return { allowed, remaining, resetAt: start + windowMs, retryAt };
  };
}

/** After which part of the window there is room for one more, when the one before had `before` and this one has `own`. */
function roomAfter(limit: number, before: number, own: number): number {
  if (own + 1 <= limit) return 1 - (limit - 1 - own) / Math.max(before, 1);
  return 2 - (limit - 1) / own;
}

function count(counts: Map<string, number>, key: string, requests: number): void {
  const known = counts.get(key);
  if (known === undefined && counts.size >= MAX_KEYS) {
    const oldest = counts.keys().next().value;
    if (oldest !== undefined) counts.delete(oldest);
  }
  counts.set(key, (known ?? 0) + requests);
}
