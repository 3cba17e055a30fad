export interface WindowLimit {
  readonly limit: number;
  readonly windowMs: number;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly remaining: number;
  /** When the present window ends, in milliseconds since the epoch. */
  readonly resetAt: number;
}

/** At most this many keys a window are told apart; beyond it the oldest of them are forgotten. */
const MAX_KEYS = 50_000;

/**
 * Counts requests by key in a window that slides: of the window before, the part that still overlaps counts. Memory is
 * bounded by the number of keys in two windows.
 */
export function rateWindow({ limit, windowMs }: WindowLimit): (key: string, now: number) => Verdict {
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
  return (key, now) => {
    roll(now);
    const overlap = 1 - (now - start) / windowMs;
    const used = (current.get(key) ?? 0) + (previous.get(key) ?? 0) * overlap;
    const allowed = used + 1 <= limit;
    if (allowed) countOne(current, key);
    const remaining = Math.max(0, Math.floor(limit - used - (allowed ? 1 : 0)));
    return { allowed, remaining, resetAt: start + windowMs };
  };
}

function countOne(counts: Map<string, number>, key: string): void {
  const count = counts.get(key);
  if (count === undefined && counts.size >= MAX_KEYS) {
    const oldest = counts.keys().next().value;
    if (oldest !== undefined) counts.delete(oldest);
  }
  counts.set(key, (count ?? 0) + 1);
}
