import type { Hono } from "hono";
import type { Logger } from "pino";
import type { ApiEnv } from "../api/api-env.ts";
import { createApi } from "../api/app.ts";
import { createAppGateway, type AppGateway } from "../api/apps/app-gateway.ts";
import { deploymentGroups } from "../api/deployment-groups.ts";
import { identityGroups } from "../api/identity-groups.ts";
import type { WorkspaceDeps } from "../api/workspace-deps.ts";
import type { ServerValues } from "../config/server-settings.ts";
import type { McpExtension } from "../mcp/mcp-extension.ts";
import type { DeploymentKeys } from "../oauth/deployment-keys.ts";
import { MCP_PATH } from "../wire/mcp-path.ts";
import type { Fetcher } from "./listen.ts";
import { mountMcp } from "./mount-mcp.ts";
import { servePages } from "./serve-pages.ts";

export interface RoutesOptions {
  readonly deps: WorkspaceDeps;
  readonly keys: DeploymentKeys;
  readonly settings: ServerValues;
  readonly log: Logger;
  readonly extendMcp?: McpExtension | undefined;
}

export interface Routes {
  /** What answers the port. */
  readonly front: Fetcher;
  readonly api: Hono<ApiEnv>;
  readonly apps: AppGateway;
  readonly mcpUrl: string;
}

/** Everything that the deployment answers: the API, the pages, the MCP endpoint before both, and apps before all. */
export async function mountRoutes(stack: AsyncDisposableStack, options: RoutesOptions): Promise<Routes> {
  const { deps, keys, settings, log, extendMcp: extend } = options;
  const mcpUrl = `${deps.accessUrl}${MCP_PATH}`;
  const api = createApi(deps, [...identityGroups, ...deploymentGroups]);
  const front = mountMcp(stack, { api, deps, keys, path: MCP_PATH, settings, log, extend });
  const { oauthClientDocuments: clientDocuments } = settings;
  await servePages(api, { deps, keys, mcpUrl, clientDocuments, log });
  const apps = createAppGateway(deps);
  return { front: behindApps(apps, front), api, apps, mcpUrl };
}

/** Requests for apps are known by their hosts and paths alone, and are none for any other route. */
const behindApps = (apps: AppGateway, { fetch, direct }: Fetcher): Fetcher => ({
  fetch,
  direct: async (incoming, outgoing, takesLong) =>
    (await apps.request(incoming, outgoing, takesLong)) ||
    (await direct?.(incoming, outgoing, takesLong)) === true,
});
