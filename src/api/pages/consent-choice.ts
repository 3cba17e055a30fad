import { z } from "zod";
import type { GrantChoice, Interaction } from "../../oauth/interactions.ts";
import { GrantLimits } from "../../wire/grant-limits.ts";
import { parseWorkspaceSelector } from "../../wire/workspace-selector.ts";
import { AppError } from "../../wire/errors.ts";
import { type ConsentChoice, EXPIRY_CHOICES, WORKSPACE_CHOICES } from "../../wire/pages.ts";

const DAY_MS = 24 * 3600 * 1000;

const Choice = z.object({
  scope: z.array(z.string()),
  toolset: z.string(),
  readonly: z.boolean(),
  workspaces: z.enum(WORKSPACE_CHOICES),
  filter: z.string().max(1000),
  templates: z.string().max(1000),
  maxworkspaces: z.string().max(10),
  maxexecutions: z.string().max(10),
  paths: z.string().max(1000),
  expiry: z.enum(EXPIRY_CHOICES),
});

/** What the person chose; "invalid" for a form that the page cannot have sent. */
export function parseChoice(
  form: URLSearchParams,
  { scopes }: Pick<Interaction, "scopes">,
  toolsets: readonly string[],
): ConsentChoice {
  const { success, data } = Choice.safeParse({
    scope: form.getAll("scope"),
    toolset: form.get("toolset"),
    readonly: form.has("readonly"),
    workspaces: form.get("workspaces"),
    filter: form.get("filter") ?? "",
    templates: form.get("templates") ?? "",
    maxworkspaces: form.get("maxworkspaces") ?? "",
    maxexecutions: form.get("maxexecutions") ?? "",
    paths: form.get("paths") ?? "",
    expiry: form.get("expiry"),
  });
  const known =
    success && toolsets.includes(data.toolset) && data.scope.every((name) => scopes.includes(name));
  if (known) return data;
  throw new AppError("invalid", "The form was changed on its way.", {
    detail: "Load the page again and choose once more.",
  });
}

/** The grant that a choice stands for; "invalid" says what the person must change. */
export function grantOf(choice: ConsentChoice, now: Date): GrantChoice {
  if (choice.scope.length === 0)
    throw new AppError("invalid", "Nothing is ticked: tick what the client may do, or deny.");
  const days = choice.expiry === "never" ? undefined : Number(choice.expiry);
  return {
    scopes: choice.scope,
    toolsets: [choice.toolset],
    readOnly: choice.readonly,
    workspaces: searchOf(choice),
    limits: limitsOf(choice),
    expiresAt: days === undefined ? undefined : new Date(now.getTime() + days * DAY_MS),
  };
}

function searchOf({ workspaces, filter }: ConsentChoice): string {
  if (workspaces === "own") return "owner:me";
  if (workspaces === "all") return "";
  const search = filter.trim();
  // To a grant, an empty search is every workspace: nobody means that by it.
  if (search === "")
    throw new AppError("invalid", "Type the search that finds the workspaces, or choose another.");
  parseWorkspaceSelector(search);
  return search;
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  templates: "Templates",
  max_workspaces: "Most workspaces",
  max_executions: "Most commands at once",
  paths: "Folders",
};

/** The limits among the fields; "invalid" names the field as the page does. */
function limitsOf({ templates, maxworkspaces, maxexecutions, paths }: ConsentChoice): GrantLimits {
  const lists = { templates: wordsOf(templates), paths: wordsOf(paths) };
  const numbers = { max_workspaces: numberOf(maxworkspaces), max_executions: numberOf(maxexecutions) };
  const known = Object.fromEntries(
    Object.entries({ ...lists, ...numbers }).filter(([, value]) => value !== undefined),
  );
  const { success, data, error } = GrantLimits.safeParse(known);
  if (success) return data;
  const [issue] = error.issues;
  const field = FIELD_NAMES[String(issue?.path[0])] ?? "The form";
  throw new AppError("invalid", `${field}: ${issue?.message ?? "is not accepted"}.`);
}

function wordsOf(text: string): readonly string[] | undefined {
  const words = text.split(",").map((word) => word.trim());
  const given = words.filter((word) => word !== "");
  return given.length === 0 ? undefined : given;
}

/** Not a number at all becomes one that no limit takes. */
const numberOf = (text: string): number | undefined => (text.trim() === "" ? undefined : Number(text));
