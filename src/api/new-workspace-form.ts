import { Hono } from "hono";
import { listMembers } from "../oauth/members.ts";
import { visibility } from "../oauth/rbac.ts";
import { invalidField } from "../wire/errors.ts";
import { Uuid } from "../wire/scalars.ts";
import { autofillParameters } from "../workspaces/autofill.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { organizationParam } from "./organization-param.ts";
import { paginationOf } from "./pagination.ts";
import { reply } from "./reply.ts";
import { accessTemplate } from "./template-access.ts";
import { userParam } from "./user-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** What fills the form of a new workspace (coder-api 1.7, 1.9). */
export const newWorkspaceFormRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/users/:user/autofill-parameters", async (c) => {
      const { user } = await userParam(c, deps.identity, "read_personal");
      const template = await accessTemplate(deps, subjectOf(c), templateId(c));
      return reply(c, await autofillParameters(deps.workspaces, user.id, template.id));
    })
    .get("/organizations/:organization/members/:user/workspaces/available-users", async (c) => {
      return reply(c, await availableUsers(c, deps));
    });

function templateId(c: ApiContext): string {
  const id = c.req.query("template_id") ?? "";
  if (!Uuid.safeParse(id).success) throw invalidField("template_id", "must be the UUID of a template");
  return id;
}

/** The members for whom the subject may make workspaces, which is all or none of them. */
async function availableUsers(c: ApiContext, { identity }: WorkspaceDeps) {
  const { subject, organization } = await organizationParam(c, identity);
  await userParam(c, identity);
  authorize(subject, "create", { type: "workspace", organizationId: organization.id });
  const { limit, offset } = paginationOf(c);
  const visible = visibility(subject, "organization_member");
  const page = { visibility: visible, search: c.req.query("q") ?? "", limit, offset };
  const { members } = await listMembers(identity, organization.id, page);
  return members.map(({ user_id: id, username, name, avatar_url }) => ({ id, username, name, avatar_url }));
}
