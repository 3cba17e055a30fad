import { Hono } from "hono";
import type { IdentityContext } from "../oauth/identity-context.ts";
import { addMember, findMember, listMembers, removeMember, setMemberRoles } from "../oauth/members.ts";
import { listOrganizations } from "../oauth/organizations.ts";
import type { Action } from "../oauth/rbac-catalog.ts";
import { visibility } from "../oauth/rbac.ts";
import { findUser } from "../oauth/read-users.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import { parseSearchQuery } from "../wire/search-query.ts";
import { UpdateRoles } from "../wire/user.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { checkNotSelf, checkOrganizationRoles } from "./check-roles.ts";
import { organizationParam } from "./organization-param.ts";
import { paginationOf } from "./pagination.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { userParam } from "./user-param.ts";

/** Organizations and who is in them (coder-api 1.9). */
export const organizationRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/organizations", async (c) =>
      reply(c, await listOrganizations(identity, visibility(subjectOf(c), "organization"))),
    )
    .get("/organizations/:organization", async (c) =>
      reply(c, (await organizationParam(c, identity)).organization),
    )
    .get("/organizations/:organization/members", async (c) =>
      reply(c, (await memberPage(c, identity)).members),
    )
    .get("/organizations/:organization/paginated-members", async (c) =>
      reply(c, await memberPage(c, identity)),
    )
    .get("/organizations/:organization/members/:user", async (c) =>
      reply(c, (await memberParam(c, identity, "read")).member),
    )
    .post("/organizations/:organization/members/:user", async (c) => {
      const { subject, organization } = await organizationParam(c, identity);
      const { user } = await userParam(c, identity);
      authorize(subject, "create", { type: "organization_member", organizationId: organization.id });
      return reply(c, await addMember(identity, organization.id, user.id));
    })
    .delete("/organizations/:organization/members/:user", async (c) => {
      const { subject, member } = await memberParam(c, identity, "delete");
      if (member.user_id === subject.userId) {
        throw new AppError("invalid", "You cannot remove yourself from an organization.");
      }
      await removeMember(identity, member.organization_id, member.user_id);
      return c.body(null, 204);
    })
    .put("/organizations/:organization/members/:user/roles", async (c) => {
      const { subject, member } = await memberParam(c, identity, "read");
      checkNotSelf(subject, member.user_id);
      authorize(subject, "assign", { type: "assign_org_role", organizationId: member.organization_id });
      const { roles } = await parseBody(c, UpdateRoles);
      const from = member.roles.map(({ name }) => name);
      checkOrganizationRoles(subject, member.organization_id, from, roles);
      return reply(c, await setMemberRoles(identity, member.organization_id, member.user_id, roles));
    });

async function memberPage(c: ApiContext, identity: IdentityContext) {
  const { subject, organization } = await organizationParam(c, identity);
  const { limit, offset } = paginationOf(c);
  const { fields, text } = parseSearchQuery(c.req.query("q") ?? "", ["search"]);
  const search = fields.get("search") ?? text;
  const filter = { visibility: visibility(subject, "organization_member"), search, limit, offset };
  return await listMembers(identity, organization.id, filter);
}

/** The membership of a path, to which the subject may do `action`; its user may be one it cannot see at large. */
async function memberParam(c: ApiContext, identity: IdentityContext, action: Action) {
  const { subject, organization } = await organizationParam(c, identity);
  const user = await findUser(identity, c.req.param("user") ?? "", subject);
  const member = user && (await findMember(identity, organization.id, user.id));
  if (member === undefined) throw resourceNotFound();
  noteForAudit(c, { before: member, resourceId: member.user_id });
  authorize(subject, action, {
    type: "organization_member",
    id: member.user_id,
    ownerId: member.user_id,
    organizationId: organization.id,
  });
  return { subject, member };
}
