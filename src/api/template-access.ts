import { may, type Subject, type Target } from "../oauth/rbac.ts";
import type { Action } from "../oauth/rbac-catalog.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { Template } from "../wire/template.ts";
import { getTemplate } from "../workspaces/template-read.ts";
import { requireVersion } from "../workspaces/template-version-read.ts";
import { authorize } from "./authorize.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

type Deps = Pick<WorkspaceDeps, "workspaces">;
type Version = Awaited<ReturnType<typeof requireVersion>>;

/** The template, to which the subject may do `action`; throws "not_found" or "forbidden". */
export async function accessTemplate(
  { workspaces }: Deps,
  subject: Subject,
  id: string,
  action: Action = "read",
): Promise<Template> {
  const template = await getTemplate(workspaces, id);
  authorize(subject, action, templateTarget(template));
  return template;
}

/** The version, to which the subject may do `action`; throws "not_found" or "forbidden". */
export async function accessVersion(
  { workspaces }: Deps,
  subject: Subject,
  id: string,
  action: Action = "read",
): Promise<Version> {
  const version = await requireVersion(workspaces, id);
  authorizeVersion(subject, version, action);
  return version;
}

export const templateTarget = ({ id, organization_id: organizationId }: Template): Target => ({
  type: "template",
  id,
  organizationId,
});

/** A version is part of its template; before it has one, only those see it who make templates. */
function authorizeVersion(subject: Subject, version: Version, action: Action): void {
  const { template_id: id, organization_id: organizationId } = version;
  if (id !== null) return authorize(subject, action, { type: "template", id, organizationId });
  if (!may(subject, "create", { type: "template", organizationId }))
    throw resourceNotFound({ isHidden: true });
}
