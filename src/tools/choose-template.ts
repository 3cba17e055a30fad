import type { Template } from "../wire/template.ts";
import type { ToolContext } from "./context.ts";
import { ToolFailure } from "./tool-failure.ts";

const MAX_OPTIONS = 100;

/**
 * The template to use where none was named: the only one, or the one that the person chooses; undefined when they
 * choose none. Throws AppError "invalid" when several exist and nobody can be asked.
 */
export async function chooseTemplate(context: ToolContext): Promise<Template | undefined> {
  const templates = await usable(context);
  const only = templates[0];
  if (only === undefined)
    throw new ToolFailure("not_found", "there is no template to create a workspace from");
  if (templates.length === 1) return only;
  const options = optionsOf(templates);
  const reply = await context.ask({
    kind: "choose",
    key: "template",
    label: "Template",
    message: "Which template should the workspace be made from?",
    options: options.slice(0, MAX_OPTIONS),
  });
  if (reply.kind === "declined") return undefined;
  const chosen = reply.kind === "accepted" ? templates[options.indexOf(reply.choice)] : undefined;
  if (chosen !== undefined) return chosen;
  throw new ToolFailure(
    "invalid",
    `template: is required, one of ${options.slice(0, MAX_OPTIONS).join(", ")}`,
    {
      nextTool: "list_templates",
    },
  );
}

/** What the server's filter would hide anyway is no choice. */
async function usable({ client, filter, signal }: ToolContext): Promise<readonly Template[]> {
  const fixed = filter.fields.get("template");
  const templates = await client.templates.list(undefined, { signal });
  return templates.filter(
    ({ deprecated, name }) => !deprecated && (fixed === undefined || name.toLowerCase() === fixed),
  );
}

function optionsOf(templates: readonly Template[]): readonly string[] {
  const names = templates.map(({ name }) => name);
  return templates.map(({ name, organization_name: organization }) =>
    names.filter((other) => other === name).length === 1 ? name : `${organization}/${name}`,
  );
}
