import { Hono } from "hono";
import { deleteUser } from "../oauth/change-user.ts";
import { visibility } from "../oauth/rbac.ts";
import { listOrganizations } from "../oauth/organizations.ts";
import { listUsers } from "../oauth/read-users.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { forbidden } from "./authorize.ts";
import { createUserFor } from "./create-user.ts";
import { paginationOf } from "./pagination.ts";
import { reply, replyMessage } from "./reply.ts";
import { changeableUserParam, userParam } from "./user-param.ts";
import { userSearch } from "./user-search.ts";

/** Who there is (coder-api 1.7). */
export const userRoutes = (deps: ApiDeps): Hono<ApiEnv> => {
  const { identity } = deps;
  return new Hono<ApiEnv>()
    .get("/users", async (c) => {
      const filter = { ...userSearch(c.req.query("q") ?? ""), visibility: visibility(subjectOf(c), "user") };
      return reply(c, await listUsers(identity, filter, paginationOf(c)));
    })
    .post("/users", async (c) => reply(c, await createUserFor(c, identity), 201))
    .get("/users/:user", async (c) => reply(c, (await userParam(c, identity)).user))
    .delete("/users/:user", async (c) => {
      const { subject, user } = await changeableUserParam(c, identity, "delete");
      if (user.id === subject.userId) throw forbidden("You cannot delete yourself.");
      await deleteUser(identity, user.id);
      return replyMessage(c, "User has been deleted!");
    })
    .get("/users/:user/organizations", async (c) => reply(c, await organizationsOf(c, deps)))
    .get("/users/:user/organizations/:name", async (c) => {
      const name = c.req.param("name").toLowerCase();
      const organizations = await organizationsOf(c, deps);
      const found = organizations.find((organization) => organization.name.toLowerCase() === name);
      if (found === undefined) throw resourceNotFound();
      return reply(c, found);
    });
};

async function organizationsOf(c: ApiContext, { identity }: ApiDeps) {
  const { subject, user } = await userParam(c, identity);
  return await listOrganizations(identity, visibility(subject, "organization"), user.id);
}
