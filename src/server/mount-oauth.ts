import type { Hono } from "hono";
import type { Logger } from "pino";
import type { ApiDeps } from "../api/api-deps.ts";
import type { ApiEnv } from "../api/api-env.ts";
import { oauthDiscovery } from "../api/oauth-discovery.ts";
import { oauthEndpoints } from "../api/oauth-endpoints.ts";
import { visitorOfRequest } from "../api/visitor-of-request.ts";
import {
  type AuthorizationServer,
  createAuthorizationServer,
} from "../oauth/authorization/authorization-server.ts";
import { createFetchDocument } from "../oauth/authorization/fetch-document.ts";
import type { DeploymentKeys } from "../oauth/deployment-keys.ts";
import type { RenderPage } from "../wire/pages.ts";

export interface MountOauthOptions {
  readonly deps: ApiDeps;
  readonly keys: DeploymentKeys;
  readonly mcpUrl: string;
  readonly renderPage: RenderPage;
  readonly clientDocuments: boolean;
  readonly log: Logger;
}

/** Serves the authorization server, and what clients find it by. */
export function mountOauth(
  app: Hono<ApiEnv>,
  { deps, keys, mcpUrl, renderPage, clientDocuments, log }: MountOauthOptions,
): AuthorizationServer {
  const { identity, accessUrl } = deps;
  const authorization = createAuthorizationServer({
    identity,
    accessUrl,
    mcpUrl,
    keys,
    renderPage,
    defaultScopes: deps.toolScopes,
    fetchDocument: clientDocuments ? createFetchDocument() : undefined,
    isLoggedIn: async (request) => (await visitorOfRequest(identity, request)).kind === "user",
    log: log.child({ part: "oauth" }),
  });
  const oauth = { ...deps, mcpUrl, authorization, clientDocuments };
  app.route("/", oauthDiscovery(oauth));
  app.route("/", oauthEndpoints(oauth));
  return authorization;
}
