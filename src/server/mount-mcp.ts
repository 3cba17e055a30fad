import type { Hono } from "hono";
import type { Logger } from "pino";
import type { ApiContext, ApiEnv } from "../api/api-env.ts";
import { subjectOf, tokenOf } from "../api/authenticate.ts";
import type { WorkspaceDeps } from "../api/workspace-deps.ts";
import { createClient } from "../client/client.ts";
import { fetchTransport } from "../client/transport.ts";
import { VERSION } from "../lib/version.ts";
import { createMcpHttp } from "../mcp/http.ts";
import { toolsIn } from "../tools/index.ts";
import { AppError } from "../wire/errors.ts";

export interface MountOptions {
  readonly deps: WorkspaceDeps;
  readonly path: string;
  readonly log: Logger;
}

const CALL_TIMEOUT_MS = 120_000;

/** Serves the tools over Streamable HTTP; they call this deployment's own API in process, as the caller. */
export function mountMcp(
  stack: AsyncDisposableStack,
  app: Hono<ApiEnv>,
  { deps, path, log }: MountOptions,
): void {
  const transport = fetchTransport(async (request) => await app.fetch(request));
  const mcp = createMcpHttp({
    version: VERSION,
    tools: toolsIn(["default"]),
    clientFor: (token) => createClient({ baseUrl: deps.accessUrl, token, transport }),
    timeoutMs: CALL_TIMEOUT_MS,
    log: (level, message, fields) => log[level]({ part: "mcp", ...fields }, message),
  });
  stack.defer(() => mcp.close());
  app.all(path, async (c) => {
    subjectOf(c);
    refuseForeignOrigin(c, deps.accessUrl);
    return await mcp.fetch(c.req.raw, { token: tokenOf(c) ?? "" });
  });
}

/** A page that a browser shows must not speak to the endpoint unless it is the deployment's own. */
function refuseForeignOrigin(c: ApiContext, accessUrl: string): void {
  const origin = c.req.header("origin");
  if (origin === undefined || origin === new URL(accessUrl).origin) return;
  throw new AppError("forbidden", "Forbidden.", { detail: `the origin ${origin} may not use this endpoint` });
}
