import { AppError } from "./errors.ts";
import { parseSearchQuery } from "./search-query.ts";

/** Workspaces by what stays the same while they live; absent fields take any. Texts are in small letters. */
export interface WorkspaceSelector {
  /** User names, one of which is the owner's. */
  readonly owner?: readonly string[];
  /** A name pattern; see `matchesName`. */
  readonly name?: string;
  /** Names or ids of templates. */
  readonly template?: readonly string[];
  /** Names or ids of organizations. */
  readonly organization?: readonly string[];
  readonly id?: readonly string[];
}

/** What a selector looks at; `id` is absent for a workspace that is about to be made. */
export interface WorkspaceFacts {
  readonly id?: string | undefined;
  readonly name: string;
  readonly ownerName: string;
  readonly templateId: string;
  readonly templateName: string;
  readonly organizationId: string;
  readonly organizationName: string;
}

const KEYS = ["owner", "name", "template", "organization", "id"] as const;

/** Reads `owner:me name:x-* template:docker,go`; lists are joined by commas. AppError invalid names the faulty key. */
export function parseWorkspaceSelector(text: string): WorkspaceSelector {
  const { fields, text: words } = parseSearchQuery(text, KEYS);
  if (words !== "") {
    const detail = `"${words}" must have the form key:value; accepted keys are ${KEYS.join(", ")}`;
    throw new AppError("invalid", `Invalid workspace selector: ${detail}.`, {
      validations: [{ field: "workspaces", detail }],
    });
  }
  const name = fields.get("name");
  return {
    ...(name !== undefined && { name }),
    ...Object.fromEntries(
      [...fields].flatMap(([key, value]) => (key === "name" ? [] : [[key, value.split(",")]])),
    ),
  };
}

/** The same with `me` replaced by a user's name. */
export function selectorFor({ owner, ...rest }: WorkspaceSelector, me: string): WorkspaceSelector {
  if (owner === undefined) return rest;
  return { ...rest, owner: owner.map((name) => (name === "me" ? me.toLowerCase() : name)) };
}

/** Which field of a selector does not take a workspace; undefined when all do. */
export function unmatchedField(
  selector: WorkspaceSelector,
  facts: WorkspaceFacts,
): keyof WorkspaceSelector | undefined {
  const { name, owner, template, organization, id } = selector;
  if (!isOneOf(owner, facts.ownerName)) return "owner";
  if (name !== undefined && !matchesName(name, facts.name)) return "name";
  if (!isOneOf(template, facts.templateName, facts.templateId)) return "template";
  if (!isOneOf(organization, facts.organizationName, facts.organizationId)) return "organization";
  return isOneOf(id, facts.id ?? "") ? undefined : "id";
}

const isOneOf = (list: readonly string[] | undefined, ...values: readonly string[]): boolean =>
  list === undefined || values.some((value) => list.includes(value.toLowerCase()));

/** With `*` (any characters) or `?` (one) a pattern is of the whole name; without, it may be anywhere in it. */
export function matchesName(pattern: string, name: string): boolean {
  const [wanted, found] = [pattern.toLowerCase(), name.toLowerCase()];
  return /[*?]/.test(wanted) ? matchesGlob(wanted, found) : found.includes(wanted);
}

/** Whether `text` as a whole is what `glob` describes: `*` stands for any characters, `?` for one; without backtracking over more than one star. */
export function matchesGlob(glob: string, text: string): boolean {
  let [at, from] = [0, 0];
  // Where the last star stands, and up to where it has taken the text.
  let [star, taken] = [-1, 0];
  while (from < text.length) {
    if (glob[at] === "*") [star, taken, at] = [at, from, at + 1];
    else if (at < glob.length && (glob[at] === "?" || glob[at] === text[from]))
      [at, from] = [at + 1, from + 1];
    else if (star < 0) return false;
    else [at, taken, from] = [star + 1, taken + 1, taken + 1];
  }
  return /^\**$/.test(glob.slice(at));
}
