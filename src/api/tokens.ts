import { Hono } from "hono";
import { endApiKey, findApiKey, findToken, listTokens, revokeApiKey } from "../oauth/api-keys.ts";
import { createSessionKey, createToken } from "../oauth/create-token.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Action } from "../oauth/rbac-catalog.ts";
import { visibility } from "../oauth/rbac.ts";
import { type ApiKey, CreateToken, MAX_TOKEN_LIFETIME_NS } from "../wire/api-key.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize, forbidden } from "./authorize.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { userParam } from "./user-param.ts";

/** Keys: sessions, and tokens that people and programs are given (coder-api 1.8). */
export const tokenRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post("/users/:user/keys", async (c) => {
      const { subject, user } = await creation(c, identity);
      return reply(c, { key: await createSessionKey(identity, subject, user.id) }, 201);
    })
    .post("/users/:user/keys/tokens", async (c) => {
      const { subject, user } = await creation(c, identity);
      const key = await createToken(identity, subject, user.id, await parseBody(c, CreateToken));
      return reply(c, { key }, 201);
    })
    .get("/users/:user/keys/tokens", async (c) => reply(c, await list(c, identity)))
    .get("/users/:user/keys/tokens/tokenconfig", (c) => {
      subjectOf(c);
      return reply(c, { max_token_lifetime: MAX_TOKEN_LIFETIME_NS });
    })
    .get("/users/:user/keys/tokens/:name", async (c) => {
      const name = c.req.param("name");
      return reply(c, await keyFor(c, identity, "read", (userId) => findToken(identity, userId, name)));
    })
    .get("/users/:user/keys/:id", async (c) => reply(c, await keyParam(c, identity, "read")))
    .delete("/users/:user/keys/:id", async (c) => {
      await revokeApiKey(identity, (await keyParam(c, identity, "delete")).id);
      return c.body(null, 204);
    })
    .put("/users/:user/keys/:id/expire", async (c) => {
      await endApiKey(identity, (await keyParam(c, identity, "update")).id);
      return c.body(null, 204);
    });

async function creation(c: ApiContext, identity: IdentityContext) {
  const { subject, user } = await userParam(c, identity);
  noteForAudit(c, { before: {} });
  authorize(subject, "create", { type: "api_key", ownerId: user.id });
  if (subject.grant !== undefined) {
    throw forbidden("An OAuth client makes no tokens: they would outlive what the user allowed it.");
  }
  return { subject, user };
}

async function list(c: ApiContext, identity: IdentityContext): Promise<readonly ApiKey[]> {
  const { subject, user } = await userParam(c, identity);
  const userId = c.req.query("include_all") === "true" ? undefined : user.id;
  const filter = { visibility: visibility(subject, "api_key"), userId };
  return await listTokens(identity, filter, c.req.query("include_expired") === "true");
}

async function keyParam(c: ApiContext, identity: IdentityContext, action: Action): Promise<ApiKey> {
  const id = c.req.param("id") ?? "";
  return await keyFor(c, identity, action, (userId) => findApiKey(identity, userId, id));
}

async function keyFor(
  c: ApiContext,
  identity: IdentityContext,
  action: Action,
  find: (userId: string) => Promise<ApiKey | undefined>,
): Promise<ApiKey> {
  const { subject, user } = await userParam(c, identity);
  const key = await find(user.id);
  if (key === undefined) throw resourceNotFound();
  noteForAudit(c, { before: key });
  authorize(subject, action, { type: "api_key", id: key.id, ownerId: key.user_id });
  return key;
}
