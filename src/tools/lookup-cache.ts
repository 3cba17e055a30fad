import type { CoderClient } from "../client/client.ts";
import type { User } from "../wire/user.ts";
import type { Workspace } from "../wire/workspace.ts";

const TTL_MS = 10_000;
const MAX_ENTRIES = 200;

/** Remembers for 10 s which workspace a name stood for, and for good who the caller is. */
export interface LookupCache {
  readonly me: (signal: AbortSignal) => Promise<User>;
  readonly get: (ref: string) => Workspace | undefined;
  readonly set: (ref: string, workspace: Workspace) => void;
  readonly drop: (ref: string) => void;
}

/** One cache serves one token: what it holds is what that token's user may see. */
export function createLookupCache(
  client: Pick<CoderClient, "me">,
  now: () => number = Date.now,
): LookupCache {
  const entries = new Map<string, { readonly workspace: Workspace; readonly until: number }>();
  let user: User | undefined;
  return {
    me: async (signal) => (user ??= await client.me({ signal })),
    get: (ref) => {
      const entry = entries.get(ref);
      return entry !== undefined && entry.until > now() ? entry.workspace : undefined;
    },
    set: (ref, workspace) => {
      if (entries.size >= MAX_ENTRIES) entries.clear();
      entries.set(ref, { workspace, until: now() + TTL_MS });
    },
    drop: (ref) => void entries.delete(ref),
  };
}
