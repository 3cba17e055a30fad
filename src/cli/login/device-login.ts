import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type Credentials, keyIdOf } from "../../config/credentials.ts";
import { AppError } from "../../wire/errors.ts";
import {
  type AuthorizationServer,
  ClientRegistered,
  DeviceAuthorization,
  type TokenAnswer,
} from "../../wire/oauth.ts";
import type { CommandContext } from "../cli-context.ts";
import {
  type OAuthCalls,
  findAuthorizationServer,
  noDeviceFlow,
  oauthCalls,
  refusalOf,
  tokensOf,
} from "./oauth-calls.ts";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
/** All that the user may do, as with a session; the user can allow less. */
const SCOPE = "coder:all";

interface Pending {
  readonly server: AuthorizationServer;
  readonly clientId: string;
  readonly device: DeviceAuthorization;
}

/** Logs in with a code that the user types at another machine's browser (RFC 8628). */
export async function deviceLogin(context: CommandContext, url: string): Promise<Credentials> {
  const calls = await oauthCalls(context, url);
  const pending = await begin(calls, url);
  const { verification_uri: page, user_code: code, expires_in: seconds } = pending.device;
  context.stdout.write(
    `Open this page in a browser, on any machine, within ${Math.round(seconds / 60)} minutes:\n\n  ${page}\n\nand type the code  ${code}\n\n`,
  );
  const tokens = await poll(calls, pending, context.signal);
  return credentialsOf(url, pending, tokens);
}

async function begin(calls: OAuthCalls, url: string): Promise<Pending> {
  const server = await findAuthorizationServer(calls, url);
  const { registration_endpoint: register, device_authorization_endpoint: authorize } = server;
  if (register === undefined || authorize === undefined) throw noDeviceFlow(url);
  const registration = await calls.postJson(register, {
    client_name: `coder on ${hostname()}`,
    grant_types: [DEVICE_GRANT, "refresh_token"],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: "none",
  });
  const client = ClientRegistered.safeParse(registration.value);
  if (registration.status !== 201 || !client.success) throw refused(refusalOf(registration));
  const clientId = client.data.client_id;
  const fields = { client_id: clientId, scope: SCOPE, resource: server.issuer };
  const authorization = await calls.postForm(authorize, fields);
  const device = DeviceAuthorization.safeParse(authorization.value);
  if (authorization.status !== 200 || !device.success) throw refused(refusalOf(authorization));
  return { server, clientId, device: device.data };
}

async function poll(
  calls: OAuthCalls,
  { server, clientId, device }: Pending,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const fields = { grant_type: DEVICE_GRANT, client_id: clientId, device_code: device.device_code };
  for (let seconds = device.interval; ;) {
    await sleep(seconds * 1000, undefined, { signal });
    const tokens = tokensOf(await calls.postForm(server.token_endpoint, fields));
    if (!("refused" in tokens)) return tokens;
    // RFC 8628 section 3.5: five seconds more from then on.
    if (tokens.refused === "slow_down") seconds += 5;
    else if (tokens.refused !== "authorization_pending") throw refused({ error: tokens.refused });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  access_denied: "the login was denied in the browser",
  expired_token: "the code has expired; start again",
};

function refused({ error, error_description: why }: ReturnType<typeof refusalOf>): AppError {
  return new AppError("unauthenticated", REASONS[error] ?? `the device flow was refused: ${why ?? error}`);
}

function credentialsOf(url: string, { server, clientId }: Pending, tokens: TokenAnswer): Credentials {
  const { access_token: token, refresh_token: refresh, expires_in: seconds } = tokens;
  if (refresh === undefined) return { url, token };
  const renewal = {
    key_id: keyIdOf(token),
    client_id: clientId,
    refresh_token: refresh,
    expires_at: new Date(Date.now() + seconds * 1000).toISOString(),
    token_endpoint: server.token_endpoint,
    ...(server.revocation_endpoint !== undefined && { revocation_endpoint: server.revocation_endpoint }),
  };
  return { url, token, renewal };
}
