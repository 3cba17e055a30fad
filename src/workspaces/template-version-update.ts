import {
  findVersion,
  listUnusedVersions,
  setVersionsArchived,
  updateVersion,
} from "../db/template-versions.ts";
import { findTemplate } from "../db/templates.ts";
import { violates } from "../db/violations.ts";
import { AppError } from "../wire/errors.ts";
import type { TemplateVersion } from "../wire/template-version.ts";
import { getTemplateVersion, requireVersion } from "./template-version-read.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

type Context = Pick<WorkspacesContext, "db">;

/** Changes what is given. Throws "conflict" when the template has another version of the name. */
export async function updateTemplateVersion(
  context: Context,
  id: string,
  changes: { readonly name?: string | undefined; readonly message?: string | undefined },
): Promise<TemplateVersion> {
  try {
    await updateVersion(context.db, id, changes);
  } catch (error) {
    if (!violates(error, "template_versions_name")) throw error;
    throw versionNameTaken(changes.name, error);
  }
  return await getTemplateVersion(context, id);
}

export const versionNameTaken = (name = "", cause?: unknown): AppError =>
  new AppError("conflict", `A template version named "${name}" already exists for this template.`, {
    validations: [{ field: "name", detail: "is taken by another version of the template" }],
    cause,
  });

/** Archived versions build no workspaces. Throws "invalid" for a template's active version, or without a change. */
export async function archiveTemplateVersion(context: Context, id: string, archived: boolean): Promise<void> {
  const [changed] = await setVersionsArchived(context.db, [id], archived);
  if (changed !== undefined) return;
  const version = await requireVersion(context, id);
  if (version.archived === archived)
    throw new AppError("invalid", `The template version is ${archived ? "" : "not "}archived already.`);
  throw new AppError("invalid", "The active version of a template cannot be archived.", {
    detail: "Make another version active first.",
  });
}

/** Archives what no workspace needs: versions whose import failed, with `all` every one out of use. */
export async function archiveUnusedVersions(
  { db }: Context,
  templateId: string,
  all: boolean,
): Promise<readonly string[]> {
  return await setVersionsArchived(db, await listUnusedVersions(db, templateId, all), true);
}

/** Fails unless the version can be the active one of `templateId`: "not_found", "invalid" or "forbidden". */
export async function requireActivatable(
  { db }: Context,
  templateId: string,
  versionId: string,
): Promise<void> {
  const version = await findVersion(db, versionId);
  if (version === undefined) throw new AppError("not_found", `id: there is no template version ${versionId}`);
  if (version.template_id !== templateId) {
    const name = (await findTemplate(db, templateId))?.name ?? templateId;
    throw new AppError("invalid", `id: the version ${version.name} is not of the template ${name}`);
  }
  if (version.archived) throw new AppError("invalid", `id: the version ${version.name} is archived`);
  if (version.job.status !== "succeeded")
    throw new AppError("forbidden", "Only versions whose import succeeded can be made active.", {
      detail: `The import of ${version.name} is ${version.job.status}. ${version.job.error}`.trim(),
    });
}
