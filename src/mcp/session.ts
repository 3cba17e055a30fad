import type { CoderClient } from "../client/client.ts";
import { createConnector, type Connector } from "../client/connector.ts";
import type { WorkspaceConn } from "../client/workspace-conn.ts";
import { createLookupCache, type LookupCache } from "../tools/lookup-cache.ts";
import { parseWorkspaceFilter, type WorkspaceFilter } from "../tools/workspace-filter.ts";

/** Whom the tools work for: one user's token on one deployment, and which workspaces they may see. */
export interface Session {
  readonly client: CoderClient;
  readonly connect: (agentId: string) => WorkspaceConn;
  readonly filter: WorkspaceFilter;
  readonly cache: LookupCache;
  /** Closes the connections to workspaces that are held open. */
  readonly close: () => void;
}

/** The connections are the session's own, unless it shares those of a `connector`. */
export function createSession(
  client: CoderClient,
  filter: WorkspaceFilter = parseWorkspaceFilter(""),
  connector: Connector = createConnector(client),
): Session {
  const { connect, close } = connector;
  return { client, filter, connect, close, cache: createLookupCache(client) };
}
