import { createHash, randomBytes } from "node:crypto";
import { redirectOf, type Browser, type Fields, type Page } from "./browser.ts";

export const MCP_PATH = "/api/experimental/mcp/http";

export interface OAuthClient {
  readonly id: string;
  /** Empty for a public client. */
  readonly secret: string;
  readonly redirectUri: string;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** An answer of an OAuth endpoint, whatever its status. */
export interface OAuthAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

interface At {
  readonly url: string;
}

export const REDIRECT_URI = "http://127.0.0.1:33418/callback";

/** Registers a public client (RFC 7591), whatever comes of it. */
export async function register({ url }: At, metadata: object = {}): Promise<OAuthAnswer> {
  return await answerOf(
    fetch(`${url}/oauth2/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_name: "A test",
        redirect_uris: [REDIRECT_URI],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        ...metadata,
      }),
    }),
  );
}

/** Registers a client that must be taken. */
export async function newClient(at: At, metadata: object = {}): Promise<OAuthClient> {
  const { status, body } = await register(at, metadata);
  if (status !== 201) throw new Error(`the registration answered ${status}: ${JSON.stringify(body)}`);
  const secret = body.token_endpoint_auth_method === "none" ? "" : body.client_secret;
  return { id: body.client_id, secret, redirectUri: body.redirect_uris[0] };
}

export interface Proof {
  readonly verifier: string;
  readonly challenge: string;
}

export function newProof(): Proof {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** The address that a client sends its user to; `changes` overrides parameters, undefined drops one. */
export function authorizeUrl({ url }: At, client: OAuthClient, proof: Proof, changes: Fields = {}): string {
  const parameters = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: client.redirectUri,
    code_challenge: proof.challenge,
    code_challenge_method: "S256",
    state: "a-state",
    resource: `${url}${MCP_PATH}`,
    ...changes,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value ?? []].flat()) query.append(name, one);
  }
  return `${url}/oauth2/authorize?${query.toString()}`;
}

export interface Person {
  readonly email: string;
  readonly password: string;
}

/** Logs a browser in on the page for it; returns the page that follows. */
export async function logIn({ url }: At, browser: Browser, { email, password }: Person): Promise<Page> {
  return await browser.submit(await browser.open(`${url}/login`), { email, password });
}

/** Takes a browser that is logged in to the consent page of an authorization. */
export async function askConsent(browser: Browser, address: string): Promise<Page> {
  const page = await browser.open(address);
  if (new URL(page.url).pathname.startsWith("/oauth2/consent/") && page.status === 200) return page;
  throw new Error(`no consent page but ${page.status} at ${page.url}: ${page.text.slice(0, 500)}`);
}

/** Presses a button of the consent page; returns where the browser is sent. */
export async function decide(
  browser: Browser,
  page: Page,
  decision: "allow" | "deny",
  changes: Fields = {},
): Promise<URL> {
  const end = await browser.submit(page, { decision, ...changes });
  const target = redirectOf(end);
  if (target !== undefined) return target;
  throw new Error(`the consent led to ${end.status} at ${end.url}: ${end.text.slice(0, 500)}`);
}

/** The whole way of the browser: from the client's address to the code. */
export async function codeFor(browser: Browser, address: string, changes: Fields = {}): Promise<string> {
  const target = await decide(browser, await askConsent(browser, address), "allow", changes);
  const code = target.searchParams.get("code");
  if (code === null) throw new Error(`no code came back: ${target.href}`);
  return code;
}

/** Asks the token endpoint, whatever comes of it. */
export async function askTokens({ url }: At, client: OAuthClient, fields: Fields): Promise<OAuthAnswer> {
  const body = new URLSearchParams({ client_id: client.id });
  if (client.secret !== "") body.set("client_secret", client.secret);
  for (const [name, value] of Object.entries(fields)) {
    body.delete(name);
    for (const one of [value ?? []].flat()) body.append(name, one);
  }
  return await answerOf(fetch(`${url}/oauth2/tokens`, { method: "POST", body }));
}

export interface Redemption {
  readonly code: string;
  readonly proof: Proof;
}

export const redeem = (
  at: At,
  client: OAuthClient,
  { code, proof }: Redemption,
  changes: Fields = {},
): Promise<OAuthAnswer> =>
  askTokens(at, client, {
    grant_type: "authorization_code",
    code,
    code_verifier: proof.verifier,
    redirect_uri: client.redirectUri,
    ...changes,
  });

export const refresh = (
  at: At,
  client: OAuthClient,
  token: string,
  changes: Fields = {},
): Promise<OAuthAnswer> =>
  askTokens(at, client, { grant_type: "refresh_token", refresh_token: token, ...changes });

/** Everything up to the tokens, for a browser that is logged in; `asked` goes to authorize, `chosen` to the consent. */
export async function tokensFor(
  at: At,
  browser: Browser,
  client: OAuthClient,
  { asked = {}, chosen = {} }: { readonly asked?: Fields; readonly chosen?: Fields } = {},
): Promise<Tokens> {
  const proof = newProof();
  const code = await codeFor(browser, authorizeUrl(at, client, proof, asked), chosen);
  const resource = asked["resource"];
  const { status, body } = await redeem(
    at,
    client,
    { code, proof },
    resource === undefined ? {} : { resource },
  );
  if (status === 200) return body;
  throw new Error(`the code was refused with ${status}: ${JSON.stringify(body)}`);
}

/** Revokes a token (RFC 7009). */
export async function revoke({ url }: At, client: OAuthClient, token: string): Promise<OAuthAnswer> {
  const body = new URLSearchParams({ client_id: client.id, token });
  return await answerOf(fetch(`${url}/oauth2/revoke`, { method: "POST", body }));
}

async function answerOf(sent: Promise<Response>): Promise<OAuthAnswer> {
  const response = await sent;
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
