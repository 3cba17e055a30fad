import { Hono } from "hono";
import { resourceMetadata, serverMetadata } from "../oauth/authorization/metadata.ts";
import { MCP_PATH } from "../wire/mcp-path.ts";
import type { ApiEnv } from "./api-env.ts";
import type { OauthDeps } from "./oauth-deps.ts";
import { oauthGate } from "./oauth-gate.ts";
import { reply } from "./reply.ts";

const SERVER = "/.well-known/oauth-authorization-server";
const RESOURCE = "/.well-known/oauth-protected-resource";

/** What clients find the authorization server by, below any suffix (RFC 8414, RFC 9728). */
export function oauthDiscovery(deps: OauthDeps): Hono<ApiEnv> {
  const { accessUrl, mcpUrl, toolScopes } = deps;
  const server = serverMetadata(deps, deps.clientDocuments);
  const ofMcp = resourceMetadata(accessUrl, mcpUrl, toolScopes);
  const ofApi = resourceMetadata(accessUrl, accessUrl, toolScopes);
  const app = new Hono<ApiEnv>().use(oauthGate(deps));
  for (const path of [SERVER, `${SERVER}/*`]) app.get(path, (c) => reply(c, server));
  app.get(`${RESOURCE}${MCP_PATH}`, (c) => reply(c, ofMcp));
  for (const path of [RESOURCE, `${RESOURCE}/*`]) app.get(path, (c) => reply(c, ofApi));
  return app;
}
