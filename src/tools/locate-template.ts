import { didYouMean } from "../lib/nearest-name.ts";
import { AppError } from "../wire/errors.ts";
import type { Template } from "../wire/template.ts";
import type { ToolContext } from "./context.ts";
import { ToolFailure } from "./tool-failure.ts";
import { isUuid } from "../wire/workspace-ref.ts";

/** Finds a template by UUID, name or organization/name. */
export async function locateTemplate({ client, signal }: ToolContext, text: string): Promise<Template> {
  const wanted = text.trim();
  try {
    if (isUuid(wanted)) return await client.templates.get(wanted, { signal });
    const slash = wanted.indexOf("/");
    if (slash > 0)
      return await client.templates.byName(wanted.slice(0, slash), wanted.slice(slash + 1), { signal });
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") throw missing(wanted, []);
    throw error;
  }
  return pick(wanted, await client.templates.list(undefined, { signal }));
}

function pick(wanted: string, templates: readonly Template[]): Template {
  const found = templates.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const only = found[0];
  if (only === undefined) throw missing(wanted, templates);
  if (found.length === 1) return only;
  const names = found.map(({ organization_name, name }) => `${organization_name}/${name}`);
  throw new ToolFailure(
    "invalid",
    `template: several are called "${wanted}"; write one of ${names.join(", ")}`,
  );
}

function missing(wanted: string, templates: readonly Template[]): ToolFailure {
  const names = templates.map(({ name }) => name);
  return new ToolFailure("not_found", `no template "${wanted}".${didYouMean(wanted, names)}`, {
    nextTool: "list_templates",
  });
}
