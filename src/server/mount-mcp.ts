import type { Hono } from "hono";
import type { Logger } from "pino";
import type { ApiContext, ApiEnv } from "../api/api-env.ts";
import { callerOf, subjectOf, tokenOf } from "../api/authenticate.ts";
import { rateLimit } from "../api/rate-limit.ts";
import type { WorkspaceDeps } from "../api/workspace-deps.ts";
import type { ServerValues } from "../config/server-settings.ts";
import { createClient } from "../client/client.ts";
import { fetchTransport } from "../client/transport.ts";
import { VERSION } from "../lib/version.ts";
import type { ExtendMcp } from "../mcp/extend-mcp.ts";
import { createMcpHttp } from "../mcp/http.ts";
import { TOOLS } from "../tools/index.ts";
import { parseSelection } from "../tools/select-tools.ts";
import { AppError } from "../wire/errors.ts";

export interface MountOptions {
  readonly deps: WorkspaceDeps;
  readonly path: string;
  readonly settings: Pick<ServerValues, "mcpTimeout" | "mcpRateLimit">;
  readonly log: Logger;
  readonly extend?: ExtendMcp | undefined;
}

/** Serves the tools over Streamable HTTP; they call this deployment's own API in process, as the caller. */
export function mountMcp(
  stack: AsyncDisposableStack,
  app: Hono<ApiEnv>,
  { deps, path, settings, log, extend }: MountOptions,
): void {
  // The guard in front has seen that the token is for this endpoint; to the API itself it would be for another.
  const transportOf = (token: string) =>
    fetchTransport(async (request) => {
      return await app.fetch(request, { caller: await callerOf(deps.identity, token) });
    });
  const mcp = createMcpHttp({
    version: VERSION,
    stateKey: crypto.getRandomValues(new Uint8Array(32)),
    tools: TOOLS,
    clientFor: (token) => createClient({ baseUrl: deps.accessUrl, token, transport: transportOf(token) }),
    timeoutMs: settings.mcpTimeout,
    extend,
    log: (level, message, fields) => log[level]({ part: "mcp", ...fields }, message),
  });
  stack.defer(() => mcp.close());
  app.all(path, rateLimit(settings.mcpRateLimit), async (c) => {
    // A stranger is asked who they are before they learn whether the endpoint is there.
    subjectOf(c);
    if (!deps.experiments.includes("mcp-server-http")) throw new AppError("not_found", "Route not found.");
    refuseForeignOrigin(c, deps.accessUrl);
    const selects = parseSelection(c.req.query());
    return await mcp.fetch(c.req.raw, { token: tokenOf(c) ?? "", selects });
  });
}

/** A page that a browser shows must not speak to the endpoint unless it is the deployment's own. */
function refuseForeignOrigin(c: ApiContext, accessUrl: string): void {
  const origin = c.req.header("origin");
  if (origin === undefined || origin === new URL(accessUrl).origin) return;
  throw new AppError("forbidden", "Forbidden.", { detail: `the origin ${origin} may not use this endpoint` });
}
