import { Hono } from "hono";
import { organizationRolesFor, siteRolesFor } from "../oauth/assignable-roles.ts";
import { setSiteRoles } from "../oauth/change-user.ts";
import { organizationRolesOf } from "../oauth/members.ts";
import { UpdateRoles } from "../wire/user.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { checkNotSelf, checkSiteRoles } from "./check-roles.ts";
import { organizationParam } from "./organization-param.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { userParam } from "./user-param.ts";

/** Who has which roles, and which there are (coder-api 7.1, 7.2). */
export const roleRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/users/roles", (c) => reply(c, siteRolesFor(subjectOf(c))))
    .get("/organizations/:organization/members/roles", async (c) => {
      const { subject, organization } = await organizationParam(c, identity);
      return reply(c, organizationRolesFor(subject, organization.id));
    })
    .get("/users/:user/roles", async (c) => {
      const { user } = await userParam(c, identity);
      const roles = user.roles.map(({ name }) => name);
      return reply(c, { roles, organization_roles: await organizationRolesOf(identity, user.id) });
    })
    .put("/users/:user/roles", async (c) => {
      const { subject, user } = await userParam(c, identity);
      checkNotSelf(subject, user.id);
      authorize(subject, "assign", { type: "assign_role" });
      const { roles } = await parseBody(c, UpdateRoles);
      const from = user.roles.map(({ name }) => name);
      checkSiteRoles(subject, from, roles);
      return reply(c, await setSiteRoles(identity, user.id, roles));
    });
