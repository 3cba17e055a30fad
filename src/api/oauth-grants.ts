import { Hono } from "hono";
import { listGrants, revokeGrant } from "../oauth/list-grants.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { authorize } from "./authorize.ts";
import { reply } from "./reply.ts";
import { userParam } from "./user-param.ts";
import { uuidParam } from "./uuid-param.ts";

/** The OAuth clients that a user let in: their rights are those of the user's keys, for they stand in for one. */
export const oauthGrantRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> => {
  const ownerOf = async (c: ApiContext, action: "read" | "delete"): Promise<string> => {
    const { subject, user } = await userParam(c, identity);
    authorize(subject, action, { type: "api_key", ownerId: user.id });
    return user.id;
  };
  return new Hono<ApiEnv>()
    .get("/users/:user/oauth2-grants", async (c) => {
      return reply(c, await listGrants(identity, await ownerOf(c, "read")));
    })
    .delete("/users/:user/oauth2-grants/:grant", async (c) => {
      const owner = await ownerOf(c, "delete");
      if (!(await revokeGrant(identity, owner, uuidParam(c, "grant")))) throw resourceNotFound();
      return c.body(null, 204);
    });
};
