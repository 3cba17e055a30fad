import { Hono } from "hono";
import { invalidField } from "../wire/errors.ts";
import type { User } from "../wire/user.ts";
import { CreateWorkspace } from "../wire/workspace.ts";
import { createWorkspace, templateOf } from "../workspaces/create-workspace.ts";
import { readWorkspaceRow, viewWorkspace } from "../workspaces/read-workspaces.ts";
import { admitWorkspace } from "../oauth/admit-workspace.ts";
import { plannedWorkspace } from "../oauth/planned-workspace.ts";
import { findUser } from "../oauth/read-users.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { admitTools } from "./admit-tools.ts";
import { authorize } from "./authorize.ts";
import { guardCall } from "./guard-call.ts";
import { idempotentRequest, markReplayed } from "./idempotent.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** Making workspaces, at the path of Coder 2.14 and at the one before it (coder-api 2.3). */
export const createWorkspaceRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post("/users/:user/workspaces", async (c) => await create(c, deps))
    .post("/organizations/:organization/members/:user/workspaces", async (c) => await create(c, deps));

async function create(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const subject = subjectOf(c);
  const owner: User | undefined = await findUser(deps.identity, c.req.param("user") ?? "", subject);
  if (owner === undefined) throw resourceNotFound();
  const body = await parseBody(c, CreateWorkspace);
  if (body.autostart_schedule) {
    throw invalidField(
      "autostart_schedule",
      "this deployment does not start workspaces by schedule; leave it out",
    );
  }
  const ids = { templateId: body.template_id, versionId: body.template_version_id };
  const template = await templateOf(deps.workspaces, ids);
  const organizationId = template.organization_id;
  authorize(subject, "use", { type: "template", id: template.id, organizationId, template });
  const workspace = await plannedWorkspace(deps.identity, { name: body.name, owner, template });
  authorize(subject, "create", { type: "workspace", ownerId: owner.id, organizationId, workspace });
  admitTools(subject.limits, ["create_workspace"], deps);
  await guardCall(c, deps, { tool: "create_workspace", workspace, args: { owner: owner.id, ...body } });
  const { workspaceId, replayed } = await createWorkspace(deps.workspaces, {
    ownerId: owner.id,
    initiatorId: subject.userId,
    name: body.name,
    templateId: template.id,
    versionId: body.template_version_id,
    presetId: body.template_version_preset_id,
    parameters: body.rich_parameter_values ?? [],
    ttlMs: body.ttl_ms ?? undefined,
    automaticUpdates: body.automatic_updates,
    idempotent: idempotentRequest(c, subject, body),
    admit: (db) => admitWorkspace(db, subject, owner),
  });
  const row = await readWorkspaceRow(deps.workspaces, workspaceId);
  if (row === undefined) throw resourceNotFound();
  markReplayed(c, replayed);
  return reply(c, await viewWorkspace(deps.workspaces, row, subject.userId), 201);
}
