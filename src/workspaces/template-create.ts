import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Db } from "../db/connect.ts";
import { attachVersion, findVersion, findVersionSpec, type VersionRow } from "../db/template-versions.ts";
import { insertTemplate } from "../db/templates.ts";
import { AppError } from "../wire/errors.ts";
import type { TemplateSpec } from "../wire/template-spec.ts";
import type { CreateTemplate, Template } from "../wire/template.ts";
import { getTemplate } from "./template-read.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface NewTemplate {
  readonly organizationId: string;
  readonly createdBy: string;
  readonly fields: z.output<typeof CreateTemplate>;
}

/**
 * Makes a template of an imported version; what the request leaves out comes from the version. Throws "not_found" for
 * the version, "invalid" when it cannot be used, "conflict" for a taken name (coder-api 3.2).
 */
export async function createTemplate(
  context: Pick<WorkspacesContext, "db">,
  { organizationId, createdBy, fields }: NewTemplate,
): Promise<Template> {
  const id = randomUUID();
  const { template_version_id: versionId, ...settings } = fields;
  await context.db.transaction().execute(async (db) => {
    const version = await usableVersion(db, organizationId, versionId);
    const spec = await findVersionSpec(db, versionId);
    const inserted = await insertTemplate(db, {
      id,
      organization_id: organizationId,
      created_by: createdBy,
      provisioner: version.provisioner,
      active_version_id: versionId,
      ...settingsOf(settings, spec),
    });
    if (!inserted) throw templateNameTaken(settings.name);
    if (!(await attachVersion(db, versionId, id))) throw unusable("belongs to another template");
  });
  return await getTemplate(context, id);
}

export const templateNameTaken = (name = "", cause?: unknown): AppError =>
  new AppError("conflict", `A template named "${name}" already exists in this organization.`, {
    validations: [{ field: "name", detail: "is taken by another template" }],
    cause,
  });

async function usableVersion(db: Db, organizationId: string, id: string): Promise<VersionRow> {
  const version = await findVersion(db, id);
  if (version === undefined || version.organization_id !== organizationId)
    throw new AppError("not_found", `template_version_id: there is no template version ${id}`);
  if (version.template_id !== null) throw unusable("belongs to another template");
  if (version.archived) throw unusable("is archived");
  if (version.job.status !== "succeeded")
    throw unusable(`has an import that is ${version.job.status}`, version.job.error);
  return version;
}

function unusable(why: string, importError = ""): AppError {
  const detail = importError === "" ? `the version ${why}` : `the version ${why}: ${importError}`;
  return new AppError("invalid", `template_version_id: ${detail}`, {
    validations: [{ field: "template_version_id", detail }],
  });
}

type Settings = Omit<z.output<typeof CreateTemplate>, "template_version_id">;

/** The request's settings, and where it has none the version's: clients of Coder send empty texts for "unset". */
function settingsOf(settings: Settings, spec: TemplateSpec | undefined) {
  const idle = spec?.idle_ttl_ms ?? 0;
  return {
    // A template that says when it idles stops its workspaces so long after their last activity.
    ...(idle > 0 && { default_ttl_ms: idle, activity_bump_ms: idle }),
    ...settings,
    display_name: settings.display_name || spec?.display_name || "",
    description: settings.description || spec?.description || "",
    icon: settings.icon || spec?.icon || "",
  };
}
