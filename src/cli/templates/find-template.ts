import type { CoderClient } from "../../client/client.ts";
import { didYouMean } from "../../lib/nearest-name.ts";
import { AppError } from "../../wire/errors.ts";
import type { TemplateVersion } from "../../wire/template-version.ts";
import type { Template } from "../../wire/template.ts";
import { isUuid } from "../../wire/workspace-ref.ts";

type Templates = Pick<CoderClient, "templates">;

/** Finds a template by name or UUID, in one organization if it is named; throws AppError not_found with the nearest. */
export async function findTemplate(
  { templates }: Templates,
  wanted: string,
  organization: string,
  signal: AbortSignal,
): Promise<Template> {
  const all = await templates.list(undefined, { signal });
  const there = all.filter((one) => organization === "" || isOf(one, organization));
  const found = there.filter(({ id, name }) =>
    isUuid(wanted) ? id === wanted.toLowerCase() : name.toLowerCase() === wanted.toLowerCase(),
  );
  const [only, other] = found;
  if (only === undefined) throw missing(wanted, there);
  if (other === undefined) return only;
  const organizations = found.map(({ organization_name: name }) => name).join(", ");
  throw new AppError(
    "invalid",
    `several organizations have a template "${wanted}"; give --org: ${organizations}`,
  );
}

const isOf = ({ organization_id: id, organization_name: name }: Template, organization: string): boolean =>
  id === organization || name === organization || organization === "default";

function missing(wanted: string, templates: readonly Template[]): AppError {
  const names = templates.map(({ name }) => name);
  const there = names.length === 0 ? "there are none that you may see" : `there are ${names.join(", ")}`;
  return new AppError("not_found", `there is no template "${wanted}"; ${there}.${didYouMean(wanted, names)}`);
}

/** Finds one of a template's versions by name or UUID. */
export async function findVersion(
  client: Pick<CoderClient, "templates" | "templateVersions">,
  { id, name }: Pick<Template, "id" | "name">,
  wanted: string,
  signal: AbortSignal,
): Promise<TemplateVersion> {
  try {
    if (!isUuid(wanted)) return await client.templates.versionByName(id, wanted, { signal });
    const version = await client.templateVersions.get(wanted, { signal });
    if (version.template_id === id) return version;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_found") throw error;
  }
  throw new AppError("not_found", `template ${name} has no version "${wanted}"`, {
    detail: `\`coder templates versions list ${name}\` has them.`,
  });
}
