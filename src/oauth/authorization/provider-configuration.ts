import { generateKeyPairSync, randomUUID } from "node:crypto";
import { type Configuration, type JWK, type KoaContextWithOIDC, interactionPolicy } from "oidc-provider";
import { activeUserExists } from "../../db/users.ts";
import type { AdapterContext } from "./adapter-context.ts";
import { createAdapters } from "./adapter.ts";
import type { AuthorizationServerOptions } from "./authorization-server.ts";
import { clientDocuments } from "./client-documents.ts";
import { freshClientSecret } from "./client-secret.ts";
import { cookieConfiguration } from "./cookie-configuration.ts";
import { deviceFlow } from "./device-pages.ts";
import { renderError } from "./error-page.ts";
import { LIFETIMES } from "./lifetimes.ts";
import { PATHS } from "./paths.ts";
import { resourceIndicators } from "./resource-indicators.ts";

/** What oidc-provider is told: OAuth 2.1 with what MCP asks for, and none of OpenID Connect. */
export function createConfiguration(
  options: AuthorizationServerOptions,
  context: AdapterContext,
): Configuration {
  return {
    adapter: createAdapters(context),
    clientAuthMethods: ["none", "client_secret_basic", "client_secret_post"],
    clientDefaults: {
      grant_types: ["authorization_code", "refresh_token"],
      id_token_signed_response_alg: "ES256",
    },
    cookies: cookieConfiguration(options),
    expiresWithSession: () => false,
    features: features(options),
    ...(options.fetchDocument !== undefined && { fetch: clientDocuments(options.fetchDocument) }),
    findAccount: findAccount(context),
    interactions: { policy: consentPolicy(), url: interactionUrl(options) },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    jwks: { keys: [unusedKey()] },
    loadExistingGrant: grantOfAnswer,
    pkce: { required: () => true },
    renderError: renderError(options.renderPage),
    responseTypes: ["code"],
    revokeGrantPolicy: () => true,
    rotateRefreshToken: true,
    routes: {
      authorization: PATHS.authorize,
      token: PATHS.tokens,
      registration: PATHS.clients,
      revocation: PATHS.revoke,
      device_authorization: PATHS.deviceAuthorization,
      code_verification: PATHS.device,
    },
    scopes: [],
    ttl: LIFETIMES,
  };
}

function features(options: AuthorizationServerOptions): NonNullable<Configuration["features"]> {
  return {
    clientIdMetadataDocument: { enabled: options.fetchDocument !== undefined, ack: "draft-02" },
    devInteractions: { enabled: false },
    deviceFlow: deviceFlow(options.renderPage),
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    registration: {
      enabled: true,
      idFactory: () => randomUUID(),
      secretFactory: freshClientSecret,
    },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: false },
    resourceIndicators: resourceIndicators(options),
    revocation: {
      enabled: true,
      // A token of another client is as good as unknown (RFC 7009 section 2.1).
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
  };
}

/** Only people who may use the deployment have an account; without one there are no more tokens. */
function findAccount({ db }: AdapterContext): NonNullable<Configuration["findAccount"]> {
  return async (_ctx, id) => {
    const isActive = await activeUserExists(db, id);
    return isActive ? { accountId: id, claims: () => ({ sub: id }) } : undefined;
  };
}

/** What the person has just allowed; an earlier grant to the client does not count. */
const grantOfAnswer: NonNullable<Configuration["loadExistingGrant"]> = async ({ oidc }) => {
  const grantId = oidc.result?.consent?.grantId;
  return grantId === undefined ? undefined : await oidc.provider.Grant.find(grantId);
};

/** Nothing is signed, but oidc-provider wants every client to have an algorithm for ID tokens, and a key for it. */
function unusedKey(): JWK {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256" };
}

/** A person is asked each time, whatever the client got before. */
function consentPolicy(): interactionPolicy.Prompt[] {
  const { Check, Prompt } = interactionPolicy;
  const unanswered = new Check(
    "consent_unanswered",
    "a person must allow it each time",
    "consent_required",
    (ctx) => (ctx.oidc.result?.consent === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT),
  );
  return [
    new Prompt({ name: "login", requestable: true }),
    new Prompt({ name: "consent", requestable: true }, unanswered),
  ];
}

/** The consent page, by way of the login page for a browser that is not logged in. */
function interactionUrl({ isLoggedIn }: Pick<AuthorizationServerOptions, "isLoggedIn">) {
  return async (ctx: KoaContextWithOIDC, { uid }: { readonly uid: string }): Promise<string> => {
    const consent = `${PATHS.consent}/${uid}`;
    return (await isLoggedIn(ctx.req)) ? consent : `/login?redirect=${encodeURIComponent(consent)}`;
  };
}
