import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Logger } from "pino";
import type { ApiContext, ApiEnv } from "../../api/api-env.ts";
import { onError } from "../../api/on-error.ts";
import { responseHeaders } from "../../api/response-headers.ts";
import { nodeTransport } from "../../client/node-transport.ts";
import { withHeaders } from "../../client/with-headers.ts";
import type { GatewayValues } from "../../config/gateway-settings.ts";
import { createRequestScopes } from "../../lib/request-scope.ts";
import { VERSION } from "../../lib/version.ts";
import { createMcpHttp, type McpHttp } from "../../mcp/http.ts";
import { signedSessions } from "../../mcp/legacy/signed-sessions.ts";
import type { Log } from "../../mcp/log.ts";
import { TOOLS } from "../../tools/index.ts";
import { parseSelection } from "../../tools/select-tools.ts";
import { AppError } from "../../wire/errors.ts";
import { MCP_PATH } from "../../wire/mcp-path.ts";
import { mcpTokenOf, queryOf } from "../mcp-caller.ts";
import { checkSender, corsHeaders, senderOf, type McpGuardOptions } from "../mcp-guard.ts";
import { createMcpLimit, type McpLimit } from "../mcp-limit.ts";
import { knownCallers, type KnownCallers } from "./known-callers.ts";
import { isAtDeployment, resourceMetadata } from "./resource-metadata.ts";
import type { Target } from "./target.ts";

const KEY_BYTES = 32;

export interface TargetOptions {
  readonly target: Target;
  /** The URL under which clients reach the gateway for this target. */
  readonly publicUrl: string;
  readonly settings: GatewayValues;
  readonly log: Logger;
  readonly now: () => number;
}

interface Parts {
  readonly mcp: McpHttp;
  readonly callers: KnownCallers;
  readonly guard: McpGuardOptions;
  readonly limit: McpLimit;
}

/** The MCP endpoint for the users of one deployment: the guard, and the tools behind it, which call the deployment as the user. */
export function serveTarget(stack: AsyncDisposableStack, options: TargetOptions): Hono<ApiEnv> {
  const { target, publicUrl, settings, log, now } = options;
  const { url } = target;
  const transport = withHeaders(nodeTransport(), target.headers);
  const timeoutMs = settings.mcpTimeout;
  const callers = stack.use(knownCallers({ target, transport, timeoutMs, now }));
  const mcp = openMcp(stack, options);
  const { host } = settings.httpAddress;
  const guard = { accessUrl: publicUrl, host, allowedOrigins: settings.mcpAllowedOrigins };
  const parts: Parts = { mcp, callers, guard, limit: createMcpLimit(settings.mcpRateLimit) };
  const app = new Hono<ApiEnv>();
  const resourcePath = isAtDeployment({ url, publicUrl }) ? {} : { resourcePath: MCP_PATH };
  app.onError(onError({ log, accessUrl: publicUrl, toolScopes: [], ...resourcePath }));
  app.use(responseHeaders({ version: VERSION, scopes: createRequestScopes() }));
  app.route("/", resourceMetadata({ url, publicUrl, transport }));
  app.all(MCP_PATH, async (c) => await answer(c, parts));
  app.all("*", () => {
    throw new AppError("not_found", `Route not found. The MCP endpoint is ${publicUrl}${MCP_PATH}.`);
  });
  return app;
}

function openMcp(stack: AsyncDisposableStack, { publicUrl, settings, log }: TargetOptions): McpHttp {
  const mcpLog: Log = (level, message, { error: err, ...fields } = {}) =>
    log[level]({ ...fields, ...(err !== undefined && { err }) }, message);
  const stateKey = randomBytes(KEY_BYTES);
  const mcp = createMcpHttp({
    version: VERSION,
    stateKeys: () => ({ current: stateKey, older: [] }),
    tools: TOOLS,
    sessions: signedSessions(randomBytes(KEY_BYTES)),
    resourceMetadataUrl: `${publicUrl}/.well-known/oauth-protected-resource${MCP_PATH}`,
    timeoutMs: settings.mcpTimeout,
    log: mcpLog,
  });
  stack.defer(async () => await mcp.close());
  return mcp;
}

/** Pages of allowed origins may read every answer, refusals too. */
async function answer(c: ApiContext, parts: Parts): Promise<Response> {
  const cors = corsHeaders(c, parts.guard);
  for (const [name, value] of Object.entries(cors ?? {})) c.header(name, value);
  if (c.req.method === "OPTIONS" && cors !== undefined) return c.body(null, 204);
  const response = await serve(c, parts);
  for (const [name, value] of Object.entries(cors ?? {})) response.headers.set(name, value);
  return response;
}

async function serve(c: ApiContext, { mcp, callers, guard, limit }: Parts): Promise<Response> {
  // No token of a page that may not be here reaches the deployment.
  checkSender(senderOf(c), guard);
  const token = mcpTokenOf((name) => c.req.header(name));
  limit.checkToken(token);
  const { key, userId, username, client, connector } = await callers.find(token);
  limit.count(userId, token);
  return await mcp.fetch(c.req.raw, {
    key,
    // What OAuth client a token was issued to, only the deployment knows.
    owner: { userId, clientId: "" },
    // The deployment holds the token to its scopes.
    scopes: { granted: [], covers: () => true },
    client: () => client,
    connector,
    selects: parseSelection(queryOf(new URL(c.req.url).search)),
    isAuthenticated: async () => await isStillGood(callers, token),
    admit: (requests) => limit.count(userId, token, requests - 1),
    trace: { request_id: c.var.requestId, user: username },
  });
}

async function isStillGood(callers: KnownCallers, token: string): Promise<boolean> {
  try {
    await callers.find(token);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return false;
    throw error;
  }
}
