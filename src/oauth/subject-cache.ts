import type { Subject } from "./rbac.ts";

/** Remembers for moments whose a token is, so that a burst of calls asks the database once. */
export interface SubjectCache {
  /** The subject of a token that was found less than the cache's age ago, or else what `find` says. */
  readonly subjectOf: (token: string, find: () => Promise<Subject>) => Promise<Subject>;
  /** Forgets all; a `find` that has begun is not remembered either. */
  readonly clear: () => void;
}

export interface SubjectCacheOptions {
  /** Milliseconds that an answer is remembered for at most; its token's end may come sooner. */
  readonly maxAgeMs: number;
  readonly now?: () => number;
}

/** More tokens than these are not told apart: the oldest is forgotten. */
const MAX_TOKENS = 10_000;

interface Entry {
  readonly subject: Subject;
  readonly endsAt: number;
}

/** Only successes are remembered, so a refused token is looked up each time. */
export function createSubjectCache({ maxAgeMs, now = Date.now }: SubjectCacheOptions): SubjectCache {
  let entries = new Map<string, Entry>();
  return {
    subjectOf: async (token, find) => {
      const known = entries.get(token);
      if (known !== undefined && now() < known.endsAt) return known.subject;
      const generation = entries;
      const subject = await find();
      const endsAt = Math.min(now() + maxAgeMs, subject.expiresAt.getTime());
      generation.delete(token);
      generation.set(token, { subject, endsAt });
      if (generation.size > MAX_TOKENS) forgetOldest(generation);
      return subject;
    },
    clear: () => {
      entries = new Map();
    },
  };
}

function forgetOldest(entries: Map<string, Entry>): void {
  const oldest = entries.keys().next().value;
  if (oldest !== undefined) entries.delete(oldest);
}
