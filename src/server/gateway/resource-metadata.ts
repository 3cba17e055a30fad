import { Hono } from "hono";
import type { ApiContext, ApiEnv } from "../../api/api-env.ts";
import { oauthGate } from "../../api/oauth-gate.ts";
import { reply } from "../../api/reply.ts";
import { findIssuer } from "../../client/find-issuer.ts";
import type { Transport } from "../../client/transport.ts";
import { MCP_PATH } from "../../wire/mcp-path.ts";

const PATH = "/.well-known/oauth-protected-resource";
const ISSUER_KEPT_MS = 60_000;
const ASK_WITHIN_MS = 15_000;

export interface Resource {
  /** The deployment's access URL. */
  readonly url: string;
  /** The URL under which the gateway is reached for it. */
  readonly publicUrl: string;
  readonly transport: Transport;
}

/**
 * Whether the endpoint stands at the deployment's own origin. Then tokens are asked for its API, the one audience that
 * the API takes (RFC 8707); elsewhere clients accept nothing but the endpoint's own URL as resource (RFC 9728 section 3.3).
 */
export const isAtDeployment = ({ url, publicUrl }: Pick<Resource, "url" | "publicUrl">): boolean =>
  new URL(url).origin === new URL(publicUrl).origin;

/** Serves what names the deployment as the endpoint's authorization server (RFC 9728). */
export function resourceMetadata(resource: Resource): Hono<ApiEnv> {
  const issuerOf = keptIssuer(resource);
  const { url, publicUrl } = resource;
  const metadata = async (c: ApiContext): Promise<Response> =>
    reply(c, {
      resource: isAtDeployment(resource) ? url : `${publicUrl}${MCP_PATH}`,
      authorization_servers: [await issuerOf()],
      bearer_methods_supported: ["header"],
      resource_name: `Coder workspaces of ${new URL(url).host}`,
    });
  const app = new Hono<ApiEnv>();
  for (const path of [PATH, `${PATH}${MCP_PATH}`]) {
    app.use(path, oauthGate({ experiments: ["oauth2"] }));
    app.get(path, metadata);
  }
  return app;
}

/** Strangers ask for it, so the deployment is asked once a minute at most. */
function keptIssuer({ transport, url }: Resource): () => Promise<string> {
  let kept: { readonly issuer: Promise<string>; readonly until: number } | undefined;
  return async () => {
    if (kept === undefined || kept.until <= Date.now()) {
      const issuer = findIssuer(transport, url, AbortSignal.timeout(ASK_WITHIN_MS));
      kept = { issuer, until: Date.now() + ISSUER_KEPT_MS };
    }
    return await kept.issuer;
  };
}
