import { findUser } from "../oauth/read-users.ts";
import type { Action } from "../oauth/rbac-catalog.ts";
import type { Subject, Target } from "../oauth/rbac.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import {
  readWorkspaceRow,
  readWorkspaceRowByName,
  type WorkspaceRow,
} from "../workspaces/read-workspaces.ts";
import type { AgentPlace } from "../workspaces/relay-to-agent.ts";
import type { ApiContext } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

export interface WorkspaceParam {
  readonly subject: Subject;
  readonly row: WorkspaceRow;
}

/** What rights to a workspace depend on. */
export type WorkspacePlace = Pick<
  WorkspaceRow,
  | "id"
  | "name"
  | "owner_id"
  | "owner_name"
  | "template_id"
  | "template_name"
  | "organization_id"
  | "organization_name"
>;

/** The workspace that `:workspace` of a path names, on which the subject may do `action`; 410 when it is deleted. */
export async function workspaceParam(
  c: ApiContext,
  deps: WorkspaceDeps,
  action: Action,
): Promise<WorkspaceParam> {
  const subject = subjectOf(c);
  const row = await readWorkspaceRow(deps.workspaces, uuidParam(c, "workspace"));
  if (row === undefined) throw resourceNotFound();
  noteForAudit(c, { before: row, workspaceId: row.id });
  authorize(subject, action, workspaceTarget(row));
  if (row.deleted && !includesDeleted(c)) {
    throw new AppError("gone", `Workspace "${row.name}" was deleted. Add ?include_deleted=true to see it.`);
  }
  return { subject, row };
}

/** The workspace that `:user` and `:name` of a path name; 404 also for a deleted one. */
export async function namedWorkspaceParam(c: ApiContext, deps: WorkspaceDeps): Promise<WorkspaceParam> {
  const subject = subjectOf(c);
  const owner = await findUser(deps.identity, c.req.param("user") ?? "", subject);
  if (owner === undefined) throw resourceNotFound();
  const name = c.req.param("name") ?? "";
  const row = await readWorkspaceRowByName(deps.workspaces, owner.id, name, includesDeleted(c));
  if (row === undefined) throw resourceNotFound();
  noteForAudit(c, { before: row, workspaceId: row.id });
  authorize(subject, "read", workspaceTarget(row));
  return { subject, row };
}

/** A workspace as the rights rules see it. */
export const workspaceTarget = (row: WorkspacePlace): Target => ({
  type: "workspace",
  id: row.id,
  ownerId: row.owner_id,
  organizationId: row.organization_id,
  workspace: {
    id: row.id,
    name: row.name,
    ownerName: row.owner_name,
    templateId: row.template_id,
    templateName: row.template_name,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
  },
});

/** The agent's workspace as the rights rules see it. */
export const placeOfAgent = (agent: AgentPlace): WorkspacePlace => ({
  ...agent,
  id: agent.workspace_id,
  name: agent.workspace_name,
});

const includesDeleted = (c: ApiContext): boolean => c.req.query("include_deleted") === "true";
