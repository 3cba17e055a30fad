import { listPresets } from "../db/presets.ts";
import {
  findPreviousVersion,
  findVersion,
  findVersionByName,
  findVersionSpec,
  listVersions,
  type VersionPage,
  type VersionRow,
} from "../db/template-versions.ts";
import { invalidField, resourceNotFound } from "../wire/errors.ts";
import type { TemplateSpec } from "../wire/template-spec.ts";
import type { Preset, TemplateVersion } from "../wire/template-version.ts";
import { toPreset, toTemplateVersion } from "./template-version-view.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

type Context = Pick<WorkspacesContext, "db">;

/** The row behind a version. Throws AppError "not_found". */
export async function requireVersion({ db }: Context, id: string): Promise<VersionRow> {
  const row = await findVersion(db, id);
  if (row === undefined) throw resourceNotFound();
  return row;
}

/** Throws AppError "not_found". */
export async function getTemplateVersion(context: Context, id: string): Promise<TemplateVersion> {
  return toTemplateVersion(await requireVersion(context, id));
}

/** Throws AppError "not_found". */
export async function getTemplateVersionByName(
  { db }: Context,
  templateId: string,
  name: string,
): Promise<TemplateVersion> {
  const row = await findVersionByName(db, templateId, name);
  if (row === undefined) throw resourceNotFound();
  return toTemplateVersion(row);
}

/** The one before it, or undefined for the first. */
export async function getPreviousTemplateVersion(
  context: Context,
  id: string,
): Promise<TemplateVersion | undefined> {
  const row = await findPreviousVersion(context.db, await requireVersion(context, id));
  return row && toTemplateVersion(row);
}

/** A template's versions, oldest first. Throws "invalid" when `afterId` is none of them. */
export async function listTemplateVersions(
  { db }: Context,
  page: VersionPage,
): Promise<readonly TemplateVersion[]> {
  if (page.afterId !== undefined && (await findVersion(db, page.afterId))?.template_id !== page.templateId)
    throw invalidField("after_id", `is no version of the template: ${page.afterId}`);
  return (await listVersions(db, page)).map(toTemplateVersion);
}

/** What the import found; undefined until it succeeded. */
export async function getVersionSpec({ db }: Context, id: string): Promise<TemplateSpec | undefined> {
  return await findVersionSpec(db, id);
}

export async function getVersionPresets({ db }: Context, id: string): Promise<readonly Preset[]> {
  return (await listPresets(db, id)).map(toPreset);
}
