import type { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Provider } from "oidc-provider";
import type { DeploymentKeys } from "../deployment-keys.ts";
import type { IdentityContext } from "../identity-context.ts";
import { nowOf } from "../identity-context.ts";
import type { Interactions } from "../interactions.ts";
import type { RenderPage } from "../../wire/pages.ts";
import { compareHashedSecrets, isStored } from "./client-secret.ts";
import type { FetchDocument } from "./fetch-document.ts";
import { createInteractions } from "./interactions.ts";
import { createConfiguration } from "./provider-configuration.ts";
import type { Resources } from "./resources.ts";

/** Where the server tells of its own faults and of refused requests; pino has this form. */
export interface AuthorizationLog {
  readonly error: (fields: object, message: string) => void;
  readonly debug: (fields: object, message: string) => void;
}

export interface AuthorizationServerOptions extends Resources {
  readonly identity: IdentityContext;
  readonly keys: DeploymentKeys;
  readonly renderPage: RenderPage;
  /** Scopes of a client that asks for none. */
  readonly defaultScopes: readonly string[];
  /** Gets the metadata document of a client (CIMD); undefined where every client must register. */
  readonly fetchDocument: FetchDocument | undefined;
  /** Tells whether a browser's request comes from a person who is logged in. */
  readonly isLoggedIn: (request: IncomingMessage) => Promise<boolean>;
  readonly log: AuthorizationLog;
}

export interface AuthorizationServer {
  /** Answers a request to one of `PATHS`, whose parameters have been normalized. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly interactions: Interactions;
}

/** The OAuth 2.1 authorization server: oidc-provider with Coder's routes, over PostgreSQL. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { identity, log, accessUrl } = options;
  const context = { db: identity.db, keys: options.keys, now: () => nowOf(identity) };
  const provider = new Provider(accessUrl, createConfiguration(options, context));
  pinOrigin(provider, new URL(accessUrl));
  compareHashedSecrets(provider);
  trimRegistrations(provider);
  const koa: EventEmitter = provider;
  koa.on("error", (error) => log.error({ err: error }, "an OAuth request failed"));
  provider.on("server_error", (_ctx, error) => log.error({ err: error }, "an OAuth request failed"));
  provider.on("grant.error", (_ctx, error) =>
    log.debug({ reason: error.message, detail: error.error_detail }, "an OAuth token request was refused"),
  );
  return { handle: provider.callback(), interactions: createInteractions(provider, context) };
}

/** Every URL that is made is below the access URL, whatever Host or X-Forwarded header a request has. */
function pinOrigin(provider: Provider, { host, protocol }: URL): void {
  Object.defineProperties(provider.request, {
    protocol: { get: () => protocol.slice(0, -1) },
    host: { get: () => host },
    href: {
      get(this: { readonly url: string }) {
        return new URL(this.url, `${protocol}//${host}`).href;
      },
    },
  });
}

/** OpenID Connect's metadata, which oidc-provider gives to every client. */
const NOT_OURS = ["id_token_signed_response_alg", "require_auth_time", "subject_type"];

/** A registration is answered with what is OAuth's; its secret is told only when that is fresh. */
function trimRegistrations(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (typeof body !== "object" || body === null || !("redirect_uris" in body)) return;
    const hidden = "client_secret" in body && isStored(body.client_secret) ? ["client_secret"] : [];
    for (const name of [...NOT_OURS, ...hidden]) Reflect.deleteProperty(body, name);
  });
}
