import { randomUUID } from "node:crypto";
import type { Db } from "../db/connect.ts";
import { findFileFacts } from "../db/files.ts";
import { insertJob } from "../db/jobs.ts";
import { insertVersion } from "../db/template-versions.ts";
import { findTemplate } from "../db/templates.ts";
import { AppError } from "../wire/errors.ts";
import type { TemplateVersion } from "../wire/template-version.ts";
import { generateVersionName } from "./template-version-name.ts";
import { getTemplateVersion } from "./template-version-read.ts";
import { versionNameTaken } from "./template-version-update.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface NewTemplateVersion {
  readonly organizationId: string;
  readonly createdBy: string;
  readonly fileId: string;
  /** Used when the template itself names none. */
  readonly provisioner: string;
  readonly name?: string | undefined;
  readonly message: string;
  /** The template that it is a further version of; without one it waits for a template to be made of it. */
  readonly templateId?: string | undefined;
}

/** Makes a version and queues its import. Throws "not_found" for file or template, "conflict" for a taken name. */
export async function createTemplateVersion(
  context: Pick<WorkspacesContext, "db" | "jobs">,
  version: NewTemplateVersion,
): Promise<TemplateVersion> {
  const id = randomUUID();
  await context.db.transaction().execute(async (db) => {
    await checkReferences(db, version);
    const jobId = randomUUID();
    await insertJob(db, {
      id: jobId,
      type: "template_version_import",
      organization_id: version.organizationId,
      initiator_id: version.createdBy,
      provisioner: version.provisioner,
      file_id: version.fileId,
      input_id: id,
    });
    await insert(db, { id, jobId }, version);
    await context.jobs.enqueue(db, jobId);
  });
  return await getTemplateVersion(context, id);
}

async function checkReferences(db: Db, version: NewTemplateVersion): Promise<void> {
  if ((await findFileFacts(db, version.fileId)) === undefined)
    throw new AppError("not_found", `file_id: there is no file ${version.fileId}`);
  if (version.templateId === undefined) return;
  const template = await findTemplate(db, version.templateId);
  if (template === undefined || template.deleted || template.organization_id !== version.organizationId)
    throw new AppError("not_found", `template_id: there is no template ${version.templateId}`);
}

async function insert(
  db: Db,
  { id, jobId }: { readonly id: string; readonly jobId: string },
  version: NewTemplateVersion,
): Promise<void> {
  const name = version.name ?? generateVersionName();
  const inserted = await insertVersion(db, {
    id,
    job_id: jobId,
    organization_id: version.organizationId,
    created_by: version.createdBy,
    file_id: version.fileId,
    provisioner: version.provisioner,
    template_id: version.templateId ?? null,
    name,
    message: version.message,
  });
  if (!inserted) throw versionNameTaken(name);
}
