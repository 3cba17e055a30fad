import type { WorkspaceName } from "../resources/resource-links.ts";

const TTL_MS = 5000;
const MAX_ENTRIES = 1000;

/** The remembered answer under a key, or what `make` makes; a failure is not remembered. */
type Remember<T> = (key: string, make: () => Promise<T>) => Promise<T>;

/** Names for completions, kept for 5 s: a person who types does not ask the deployment at each letter. */
export interface NameMemory {
  readonly workspaces: Remember<readonly WorkspaceName[]>;
  readonly templates: Remember<readonly string[]>;
}

/** One memory serves many callers: keys begin with the caller's. */
export const createNameMemory = (): NameMemory => ({
  workspaces: rememberBriefly(),
  templates: rememberBriefly(),
});

/** Remembers answers for 5 s, at most 1000 of them. */
export function rememberBriefly<T>(now: () => number = Date.now): Remember<T> {
  const entries = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();
  return (key, make) => {
    const found = entries.get(key);
    if (found !== undefined && found.until > now()) return found.answer;
    if (entries.size >= MAX_ENTRIES) entries.clear();
    const answer = make();
    entries.set(key, { answer, until: now() + TTL_MS });
    answer.catch(() => entries.delete(key));
    return answer;
  };
}
