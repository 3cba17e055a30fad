import { createHash, randomBytes } from "node:crypto";
import { type ConsentBrowser, type Fields, allowEverything } from "./consent-browser.ts";

/** An OAuth client as programs are: public, on a loopback address. */
export interface OauthClient {
  readonly id: string;
  readonly secret: string | undefined;
  readonly redirectUri: string;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export const REDIRECT = "http://127.0.0.1:33418/callback";

/** Registers a client (RFC 7591); `fields` change what it says of itself. */
export async function register(url: string, fields: object = {}): Promise<TokenAnswer> {
  const response = await fetch(`${url}/oauth2/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      client_name: "Test client",
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: "none",
      ...fields,
    }),
  });
  return await read(response);
}

export async function registeredClient(url: string, fields: object = {}): Promise<OauthClient> {
  const { status, body } = await register(url, fields);
  if (status !== 201) throw new Error(`registration answered ${status}: ${JSON.stringify(body)}`);
  return { id: body.client_id, secret: body.client_secret, redirectUri: body.redirect_uris[0] };
}

export interface Authorization {
  readonly url: string;
  readonly verifier: string;
}

/** The address that a client opens in a browser; `changes` replace parameters, or leave them out by undefined. */
export function authorization(
  url: string,
  client: OauthClient,
  changes: Readonly<Record<string, string | undefined>> = {},
): Authorization {
  const verifier = randomBytes(32).toString("base64url");
  const parameters = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: client.redirectUri,
    state: "s1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...changes,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return { url: `${url}/oauth2/authorize?${query.toString()}`, verifier };
}

/** Sends a form as this client, which names and authenticates itself. */
export async function sendForm(
  url: string,
  client: OauthClient | undefined,
  fields: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const identity = client === undefined ? {} : identityOf(client);
  const body = new URLSearchParams({ ...identity, ...fields });
  return await read(await fetch(url, { method: "POST", body }));
}

export async function exchange(
  url: string,
  client: OauthClient,
  fields: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const given = { grant_type: "authorization_code", redirect_uri: client.redirectUri, ...fields };
  return await sendForm(`${url}/oauth2/tokens`, client, given);
}

export async function refresh(
  url: string,
  client: OauthClient,
  token: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const given = { grant_type: "refresh_token", refresh_token: token, ...fields };
  return await sendForm(`${url}/oauth2/tokens`, client, given);
}

/** The whole dance of a person who allows everything: register, authorize, redeem the code. */
export async function obtainTokens(
  url: string,
  browser: ConsentBrowser,
  options: { client?: OauthClient; parameters?: Record<string, string>; consent?: Fields } = {},
): Promise<{ client: OauthClient; tokens: Tokens; code: string; verifier: string }> {
  const client = options.client ?? (await registeredClient(url));
  const asked = authorization(url, client, options.parameters);
  const { location } = await allowEverything(browser, asked.url, options.consent);
  const code = new URL(location).searchParams.get("code") ?? "";
  const { status, body } = await exchange(url, client, { code, code_verifier: asked.verifier });
  if (status !== 200) throw new Error(`the code was refused with ${status}: ${JSON.stringify(body)}`);
  return { client, tokens: body, code, verifier: asked.verifier };
}

const identityOf = ({ id, secret }: OauthClient): Record<string, string> => ({
  client_id: id,
  ...(secret !== undefined && { client_secret: secret }),
});

async function read(response: Response): Promise<TokenAnswer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
