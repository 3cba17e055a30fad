import { z } from "zod";
import type { GrantChoice, Interaction } from "../../oauth/interactions.ts";
import { AppError } from "../../wire/errors.ts";
import { type ConsentChoice, EXPIRY_CHOICES, WORKSPACE_CHOICES } from "../../wire/pages.ts";

const DAY_MS = 24 * 3600 * 1000;

const Choice = z.object({
  scope: z.array(z.string()),
  toolset: z.string(),
  readonly: z.boolean(),
  workspaces: z.enum(WORKSPACE_CHOICES),
  filter: z.string().max(1000),
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
    expiry: form.get("expiry"),
  });
  const known =
    success && toolsets.includes(data.toolset) && data.scope.every((name) => scopes.includes(name));
  if (known) return data;
  throw new AppError("invalid", "The form was changed on its way.", {
    detail: "Load the page again and choose once more.",
  });
}

export interface ChoiceRules {
  readonly now: Date;
  /** Throws AppError "invalid" for a search that a grant cannot be bound to. */
  readonly checkWorkspaceSearch: (text: string) => void;
}

/** The grant that a choice stands for; "invalid" says what the person must change. */
export function grantOf(choice: ConsentChoice, { now, checkWorkspaceSearch }: ChoiceRules): GrantChoice {
  if (choice.scope.length === 0)
    throw new AppError("invalid", "Nothing is ticked: tick what the client may do, or deny.");
  const days = choice.expiry === "never" ? undefined : Number(choice.expiry);
  return {
    scopes: choice.scope,
    toolsets: [choice.toolset],
    readOnly: choice.readonly,
    workspaces: searchOf(choice, checkWorkspaceSearch),
    expiresAt: days === undefined ? undefined : new Date(now.getTime() + days * DAY_MS),
  };
}

function searchOf({ workspaces, filter }: ConsentChoice, check: ChoiceRules["checkWorkspaceSearch"]): string {
  if (workspaces === "own") return "owner:me";
  if (workspaces === "all") return "";
  const search = filter.trim();
  // To a grant, an empty search is every workspace: nobody means that by it.
  if (search === "")
    throw new AppError("invalid", "Type the search that finds the workspaces, or choose another.");
  check(search);
  return search;
}
