import { Hono } from "hono";
import { changedMetadata, clientMetadata, redirectFault } from "../oauth/authorization/client-metadata.ts";
import {
  authorizeParameters,
  deviceForm,
  devicePage,
  formParameters,
} from "../oauth/authorization/parameters.ts";
import { PATHS } from "../oauth/authorization/paths.ts";
import { revokeClient } from "../oauth/revoke-client.ts";
import { invalidField } from "../wire/errors.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { auditRefusals } from "./audit-requests.ts";
import { authenticate } from "./authenticate.ts";
import { csrf } from "./csrf.ts";
import { loginOf } from "./login-only.ts";
import type { OauthDeps } from "./oauth-deps.ts";
import { oauthGate } from "./oauth-gate.ts";
import { type PassedRequest, passToNode } from "./pass-to-node.ts";
import { rateLimit, stricterLimit } from "./rate-limit.ts";
import { readBody } from "./read-body.ts";

/** Registrations a minute from one address, and guesses of user codes a minute by one person. */
const REGISTER_LIMIT = 20;
const GUESS_LIMIT = 20;
const MAX_BODY = 32 * 1024;
/** Every path below /oauth2 but the consent page's; `/*` stands for none too. */
const OWN_PATHS = [
  `${PATHS.authorize}/*`,
  PATHS.tokens,
  PATHS.register,
  `${PATHS.clients}/*`,
  PATHS.revoke,
  PATHS.deviceAuthorization,
  `${PATHS.device}/*`,
];
const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

/** Coder's OAuth endpoints; what is asked is brought into its canonical form and answered by the authorization server. */
export function oauthEndpoints(deps: OauthDeps): Hono<ApiEnv> {
  const { authorization, identity, rateLimit: general } = deps;
  const pass = async (c: ApiContext, request: PassedRequest): Promise<Response> =>
    await passToNode(c, authorization.handle, request);
  const app = new Hono<ApiEnv>();
  for (const path of OWN_PATHS)
    app.use(path, auditRefusals(deps), oauthGate(deps), authenticate(deps), rateLimit(general));
  app.get(PATHS.authorize, async (c) => {
    return await pass(c, { url: withQuery(PATHS.authorize, authorizeParameters(deps, queryOf(c))) });
  });
  app.post(PATHS.authorize, async (c) => {
    const parameters = authorizeParameters(deps, await formOf(c));
    return c.redirect(withQuery(PATHS.authorize, parameters), 303);
  });
  app.get(`${PATHS.authorize}/:uid`, async (c) => await pass(c, { url: c.req.path }));
  for (const path of [PATHS.tokens, PATHS.revoke, PATHS.deviceAuthorization]) {
    app.post(path, async (c) => await pass(c, await formRequest(c, deps, path)));
  }
  app.delete(PATHS.tokens, csrf, async (c) => {
    const clientId = c.req.query("client_id");
    if (!clientId) throw invalidField("client_id", "is required");
    await revokeClient(identity, loginOf(c).userId, clientId);
    return c.body(null, 204);
  });
  app.get(PATHS.device, async (c) => await pass(c, { url: withQuery(PATHS.device, devicePage(queryOf(c))) }));
  app.post(PATHS.device, rateLimit(stricterLimit(general, GUESS_LIMIT)), async (c) => {
    return await pass(c, { url: PATHS.device, body: toForm(deviceForm(await formOf(c))) });
  });
  app.get(`${PATHS.device}/:uid`, async (c) => await pass(c, { url: c.req.path }));
  app.route("/", registration(deps, pass));
  return app;
}

type Pass = (c: ApiContext, request: PassedRequest) => Promise<Response>;

/** Registration of clients (RFC 7591), and their management by themselves (RFC 7592). */
function registration({ rateLimit: general }: OauthDeps, pass: Pass): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const one = `${PATHS.clients}/:id`;
  app.post(PATHS.register, rateLimit(stricterLimit(general, REGISTER_LIMIT)), async (c) => {
    return await passMetadata(c, pass, clientMetadata);
  });
  app.get(one, async (c) => await pass(c, { url: c.req.path }));
  app.delete(one, async (c) => await pass(c, { url: c.req.path }));
  app.put(one, async (c) => await passMetadata(c, pass, changedMetadata));
  return app;
}

async function passMetadata(c: ApiContext, pass: Pass, read: typeof clientMetadata): Promise<Response> {
  const text = await textOf(c);
  const metadata = read(parseJson(text));
  const fault = metadata && redirectFault(metadata);
  if (fault !== undefined) return c.json({ error: "invalid_redirect_uri", error_description: fault }, 400);
  const url = c.req.path === PATHS.register ? PATHS.clients : c.req.path;
  const body = { type: JSON_TYPE, text: metadata === undefined ? text : JSON.stringify(metadata) };
  return await pass(c, { url, body });
}

async function formRequest(c: ApiContext, deps: OauthDeps, url: string): Promise<PassedRequest> {
  const type = c.req.header("content-type") ?? FORM;
  const text = await textOf(c);
  if (!type.startsWith(FORM)) return { url, body: { type, text } };
  return { url, body: toForm(formParameters(deps, new URLSearchParams(text))) };
}

const toForm = (parameters: URLSearchParams) => ({ type: FORM, text: parameters.toString() });

const queryOf = (c: ApiContext): URLSearchParams => new URL(c.req.url).searchParams;

const formOf = async (c: ApiContext): Promise<URLSearchParams> => new URLSearchParams(await textOf(c));

const textOf = async (c: ApiContext): Promise<string> =>
  new TextDecoder().decode(await readBody(c, MAX_BODY));

const withQuery = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : `${path}?${query.toString()}`;

/** Undefined for what is no JSON; the authorization server says so. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
