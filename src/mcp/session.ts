import { agentApiConn } from "../client/agent-api-conn.ts";
import type { CoderClient } from "../client/client.ts";
import type { WorkspaceConn } from "../client/workspace-conn.ts";
import { createLookupCache, type LookupCache } from "../tools/lookup-cache.ts";
import { parseWorkspaceFilter, type WorkspaceFilter } from "../tools/workspace-filter.ts";

/** Whom the tools work for: one user's token on one deployment, and which workspaces they may see. */
export interface Session {
  readonly client: CoderClient;
  readonly connect: (agentId: string) => WorkspaceConn;
  readonly filter: WorkspaceFilter;
  readonly cache: LookupCache;
}

export function createSession(
  client: CoderClient,
  filter: WorkspaceFilter = parseWorkspaceFilter(""),
): Session {
  return {
    client,
    filter,
    connect: (agentId) => agentApiConn(client, agentId),
    cache: createLookupCache(client),
  };
}
