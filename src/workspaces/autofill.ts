import { lastParameters } from "../db/autofill.ts";
import { findVersionSpec } from "../db/template-versions.ts";
import { findTemplate } from "../db/templates.ts";
import type { ParameterValue } from "../wire/rich-parameter.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** What a user gave to the parameters that a template has, the last time; ephemeral ones are asked anew. */
export async function autofillParameters(
  { db }: Pick<WorkspacesContext, "db">,
  userId: string,
  templateId: string,
): Promise<readonly ParameterValue[]> {
  const template = await findTemplate(db, templateId);
  const spec = template && (await findVersionSpec(db, template.active_version_id));
  const kept = new Set(spec?.parameters.filter(({ ephemeral }) => !ephemeral).map(({ name }) => name));
  return (await lastParameters(db, userId, templateId)).filter(({ name }) => kept.has(name));
}
