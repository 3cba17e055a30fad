import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { findFileFacts } from "../db/files.ts";
import { findVersion, type VersionRow } from "../db/template-versions.ts";
import { findTemplateByName, type TemplateRow } from "../db/templates.ts";
import { packArchive } from "../wire/template-archive.ts";
import { AppError } from "../wire/errors.ts";
import { addFile } from "./files.ts";
import { followJobLogs } from "./job-logs.ts";
import { createTemplate } from "./template-create.ts";
import { activateVersion } from "./template-update.ts";
import { createTemplateVersion } from "./template-version-create.ts";
import { requireVersion } from "./template-version-read.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface BuiltinTemplate {
  readonly organizationId: string;
  /** Who is shown as the author. */
  readonly ownerId: string;
  /** Its files; its last part is the template's name. */
  readonly folder: string;
}

/** `kept`: a person made another version active, which stays. */
export type BuiltinOutcome =
  | { readonly kind: "created" | "upgraded" | "current" | "kept"; readonly templateId: string }
  | { readonly kind: "failed"; readonly reason: string };

/** Marks versions that this file made, and by that those that people made. */
const MESSAGE = "Shipped with this release.";

/**
 * Sees to it that the organization has the shipped template in the shipped state. Waits for the import, so the job
 * runner must run; may be repeated, and be called by several replicas at once. What cannot be imported is logged.
 */
export async function ensureBuiltinTemplate(
  context: WorkspacesContext,
  builtin: BuiltinTemplate,
  signal: AbortSignal,
): Promise<BuiltinOutcome> {
  const name = basename(builtin.folder);
  const fileId = await storeFolder(context, builtin);
  const template = await findTemplateByName(context.db, builtin.organizationId, name);
  if (template !== undefined) return await upgrade(context, builtin, { template, fileId, signal });
  const version = await importShipped(context, builtin, { fileId, signal });
  if (version.job.status !== "succeeded") return failed(context, name, version);
  return await create(context, builtin, name, version);
}

async function storeFolder(
  context: WorkspacesContext,
  { folder, ownerId }: BuiltinTemplate,
): Promise<string> {
  const data = await packArchive(await readFolder(folder));
  const { id } = await addFile(context, { createdBy: ownerId, mimetype: "application/x-tar", data });
  return id;
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).replaceAll(sep, "/"), await readFile(path));
  }
  return files;
}

interface Upgrade {
  readonly template: TemplateRow;
  readonly fileId: string;
  readonly signal: AbortSignal;
}

async function upgrade(
  context: WorkspacesContext,
  builtin: BuiltinTemplate,
  { template, fileId, signal }: Upgrade,
): Promise<BuiltinOutcome> {
  const { id: templateId, name } = template;
  const active = await findVersion(context.db, template.active_version_id);
  if (await holdsSameBytes(context, active, fileId)) return { kind: "current", templateId };
  if (active?.message !== MESSAGE) {
    context.log.info({ template: name }, "the shipped template was changed by a person and stays as it is");
    return { kind: "kept", templateId };
  }
  const version = await importShipped(context, builtin, { fileId, signal, templateId });
  if (version.job.status !== "succeeded") return failed(context, name, version);
  await activateVersion(context, templateId, version.id);
  context.log.info({ template: name, version: version.name }, "upgraded the shipped template");
  return { kind: "upgraded", templateId };
}

async function holdsSameBytes(
  { db }: WorkspacesContext,
  active: VersionRow | undefined,
  fileId: string,
): Promise<boolean> {
  if (active === undefined) return false;
  const [old, shipped] = await Promise.all([findFileFacts(db, active.file_id), findFileFacts(db, fileId)]);
  return old?.hash === shipped?.hash;
}

/** Makes a version of the file and waits for the end of its import. */
async function importShipped(
  context: WorkspacesContext,
  { organizationId, ownerId }: BuiltinTemplate,
  { fileId, signal, templateId }: { fileId: string; signal: AbortSignal; templateId?: string },
): Promise<VersionRow> {
  const { id, job } = await createTemplateVersion(context, {
    organizationId,
    createdBy: ownerId,
    fileId,
    provisioner: "local",
    message: MESSAGE,
    templateId,
  });
  // The log ends with the job; its lines are kept with it.
  for await (const line of followJobLogs(context, job.id, 0, signal))
    context.log.debug({ line }, "template import");
  signal.throwIfAborted();
  return await requireVersion(context, id);
}

async function create(
  context: WorkspacesContext,
  { organizationId, ownerId }: BuiltinTemplate,
  name: string,
  version: VersionRow,
): Promise<BuiltinOutcome> {
  const fields = { name, template_version_id: version.id };
  try {
    const { id } = await createTemplate(context, { organizationId, createdBy: ownerId, fields });
    context.log.info({ template: name, version: version.name }, "created the shipped template");
    return { kind: "created", templateId: id };
  } catch (error) {
    const other = await findTemplateByName(context.db, organizationId, name);
    // Another replica was faster.
    if (error instanceof AppError && error.code === "conflict" && other !== undefined)
      return { kind: "current", templateId: other.id };
    throw error;
  }
}

function failed(context: WorkspacesContext, name: string, { job }: VersionRow): BuiltinOutcome {
  const reason = job.error || `its import is ${job.status}`;
  context.log.error({ template: name, reason }, "the shipped template could not be imported");
  return { kind: "failed", reason };
}
