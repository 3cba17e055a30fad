import type { Events } from "../db/events.ts";
import { createSubjectCache, type SubjectCache } from "../oauth/subject-cache.ts";

/** Bounds how long a replica that hears no events believes in a token that another one has ended. */
const MAX_AGE_MS = 2000;

/** A cache of whose tokens are which, emptied by any change of users, tokens or members on any replica. */
export function openSubjectCache(stack: AsyncDisposableStack, events: Events): SubjectCache {
  const cache = createSubjectCache({ maxAgeMs: MAX_AGE_MS });
  stack.use(events.listen("credential", cache.clear));
  return cache;
}
