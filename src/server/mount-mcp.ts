import { Hono } from "hono";
import type { Logger } from "pino";
import type { ApiContext, ApiEnv } from "../api/api-env.ts";
import { onError } from "../api/on-error.ts";
import { auditRefusals } from "../api/audit-requests.ts";
import { scopeOf } from "../api/request-origin.ts";
import { responseHeaders } from "../api/response-headers.ts";
import type { WorkspaceDeps } from "../api/workspace-deps.ts";
import type { ServerValues } from "../config/server-settings.ts";
import { sharedReads } from "../lib/shared-reads.ts";
import { VERSION } from "../lib/version.ts";
import type { McpExtension } from "../mcp/mcp-extension.ts";
import { createMcpHttp, type McpHttp } from "../mcp/http.ts";
import type { Log } from "../mcp/log.ts";
import type { DeploymentKeys } from "../oauth/deployment-keys.ts";
import { TOOLS } from "../tools/index.ts";
import { AppError } from "../wire/errors.ts";
import { auditCalls } from "./audit-calls.ts";
import { mcpSpan, readBodyOf } from "./observe/mcp-span.ts";
import { mcpCallers, mcpSubject, mcpTokenOf, type McpCallerOptions } from "./mcp-caller.ts";
import type { Fetcher } from "./listen.ts";
import { checkSender, corsHeaders, senderOf, type McpGuardOptions } from "./mcp-guard.ts";
import { createMcpLimit, type McpLimit } from "./mcp-limit.ts";
import { plainMcp } from "./plain-mcp.ts";
import { openMcpSessions } from "./mcp-sessions.ts";

export interface MountOptions {
  /** What the tools call, in process. */
  readonly api: Hono<ApiEnv>;
  readonly deps: WorkspaceDeps;
  readonly keys: DeploymentKeys;
  readonly path: string;
  readonly settings: Pick<
    ServerValues,
    "httpAddress" | "mcpTimeout" | "mcpRateLimit" | "mcpLogLevel" | "mcpAllowedOrigins"
  >;
  readonly log: Logger;
  readonly extend?: McpExtension | undefined;
}

/** The endpoint's parts. */
export interface MountedMcp {
  readonly mcp: McpHttp;
  readonly deps: WorkspaceDeps;
  readonly caller: McpCallerOptions;
  readonly callerOf: ReturnType<typeof mcpCallers>;
  readonly guard: McpGuardOptions;
  readonly limit: McpLimit;
  readonly log: Logger;
  /** The same, as the endpoint writes to it. */
  readonly mcpLog: Log;
}

/**
 * Puts the MCP endpoint in front of the API: the guard, and the tools behind it, which call the API in process as the
 * caller. It stands outside of the API's own limits and cookies.
 */
export function mountMcp(stack: AsyncDisposableStack, options: MountOptions): Fetcher {
  const { api, deps, path, settings } = options;
  const { accessUrl, identity } = deps;
  const { db, events } = deps.workspaces;
  const log = options.log.child({ part: "mcp" }, { level: settings.mcpLogLevel });
  const warn = (error: unknown): void => log.warn({ err: error }, "sessions could not be tidied or told");
  const sessions = stack.use(openMcpSessions({ db, events, onError: warn }));
  const mcpLog: Log = (level, message, { error: err, ...fields } = {}) =>
    log[level]({ ...fields, ...(err !== undefined && { err }) }, message);
  const mcp = createMcpHttp({
    version: VERSION,
    stateKeys: () => options.keys.secretFor("mcp request state"),
    tools: TOOLS,
    sessions,
    resourceMetadataUrl: `${accessUrl}/.well-known/oauth-protected-resource${path}`,
    timeoutMs: settings.mcpTimeout,
    extend: options.extend,
    log: mcpLog,
  });
  stack.defer(() => mcp.close());
  const caller = { api, identity, accessUrl, mcpUrl: `${accessUrl}${path}`, share: sharedReads() };
  const mounted: MountedMcp = {
    mcp,
    deps,
    caller,
    callerOf: mcpCallers(caller),
    guard: { accessUrl, host: settings.httpAddress.host, allowedOrigins: settings.mcpAllowedOrigins },
    limit: createMcpLimit(settings.mcpRateLimit),
    log,
    mcpLog,
  };
  const app = endpoint(path, mounted);
  return {
    direct: plainMcp(path, mounted),
    fetch: (request, env) => (new URL(request.url).pathname === path ? app : api).fetch(request, env),
  };
}

/** The endpoint with its guard, and with what lets the pages of allowed origins read its answers, refusals too. */
function endpoint(path: string, mounted: MountedMcp): Hono<ApiEnv> {
  const { deps, guard } = mounted;
  const app = new Hono<ApiEnv>();
  app.onError(onError({ ...deps, resourcePath: path }));
  app.use(responseHeaders(deps), auditRefusals(deps));
  app.all("*", async (c) => {
    const cors = corsHeaders(c, guard);
    for (const [name, value] of Object.entries(cors ?? {})) c.header(name, value);
    if (c.req.method === "OPTIONS" && cors !== undefined) return c.body(null, 204);
    const response = await serve(c, mounted);
    for (const [name, value] of Object.entries(cors ?? {})) response.headers.set(name, value);
    return response;
  });
  return app;
}

async function serve(c: ApiContext, mounted: MountedMcp): Promise<Response> {
  const { mcp, deps, caller, guard, limit } = mounted;
  const token = mcpTokenOf((name) => c.req.header(name));
  limit.checkToken(token);
  // A stranger is asked who they are before they learn whether the endpoint is there.
  const subject = await mcpSubject(caller.identity, token, caller.mcpUrl);
  if (!deps.experiments.includes("mcp-server-http")) throw new AppError("not_found", "Route not found.");
  c.set("caller", { kind: "user", subject });
  checkSender(senderOf(c), guard);
  limit.count(subject.userId, token);
  const admit = (requests: number): void => limit.count(subject.userId, token, requests - 1);
  const { requestId } = c.var;
  const trace = { request_id: requestId, user: subject.username };
  const span = mcpSpan(deps.observer, c.req.header("traceparent"), readBodyOf(c.env.incoming));
  const scope = { ...scopeOf(requestId, c.env.incoming), trace: span.trace };
  const record = auditCalls({ subject, token, scope }, deps);
  const known = mounted.callerOf({ subject, token, search: new URL(c.req.url).search });
  const answer = () => mcp.fetch(c.req.raw, { ...known, admit, trace, record });
  const response = await deps.scopes.run(scope, answer);
  span.end(response.status);
  return response;
}
