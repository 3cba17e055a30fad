import { may, type Subject } from "../oauth/rbac.ts";
import { AppError } from "../wire/errors.ts";
import { ZERO_UUID } from "../wire/scalars.ts";
import { CreateTemplateVersion } from "../wire/template-version.ts";
import { getFileFacts } from "../workspaces/files.ts";
import { createTemplateVersion } from "../workspaces/template-version-create.ts";
import type { ApiContext } from "./api-env.ts";
import { authorize } from "./authorize.ts";
import { organizationParam } from "./organization-param.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { accessTemplate } from "./template-access.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** `POST /organizations/{o}/templateversions`: whoever may change the template, or make one, of a file it may read. */
export async function createVersion(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { subject, organization } = await organizationParam(c, deps.identity);
  const body = await parseBody(c, CreateTemplateVersion);
  const templateId = body.template_id === ZERO_UUID ? undefined : body.template_id;
  if (templateId === undefined)
    authorize(subject, "create", { type: "template", organizationId: organization.id });
  else await accessTemplate(deps, subject, templateId, "update");
  await requireReadableFile(deps, subject, body.file_id);
  const version = await createTemplateVersion(deps.workspaces, {
    organizationId: organization.id,
    createdBy: subject.userId,
    fileId: body.file_id,
    provisioner: body.provisioner,
    name: body.name,
    message: body.message,
    templateId,
  });
  return reply(c, version, 201);
}

async function requireReadableFile(deps: WorkspaceDeps, subject: Subject, id: string): Promise<void> {
  const file = await getFileFacts(deps.workspaces, id);
  const target = { type: "file", id, ownerId: file?.created_by } as const;
  if (file !== undefined && may(subject, "read", target)) return;
  throw new AppError("not_found", `file_id: there is no file ${id}; upload it first`);
}
