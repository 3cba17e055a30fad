import { AppError } from "../wire/errors.ts";
import { parseSearchQuery } from "../wire/search-query.ts";
import type { User } from "../wire/user.ts";
import { matchesName } from "../wire/workspace-selector.ts";
import { WORKSPACE_STATUSES } from "../wire/workspace-status.ts";
import type { Workspace } from "../wire/workspace.ts";

/** Decides for each key of Coder's search syntax (coder-api 2.1) whether a workspace has the value. */
const KEYS = {
  owner: (workspace: Workspace, value: string) => same(workspace.owner_name, value),
  name: (workspace: Workspace, value: string) => matchesName(value, workspace.name),
  template: (workspace: Workspace, value: string) => same(workspace.template_name, value),
  organization: (workspace: Workspace, value: string) =>
    same(workspace.organization_name, value) || same(workspace.organization_id, value),
  status: (workspace: Workspace, value: string) => same(workspace.latest_build.status, value),
  id: (workspace: Workspace, value: string) => value.split(",").includes(workspace.id.toLowerCase()),
  outdated: (workspace: Workspace, value: string) => String(workspace.outdated) === value,
  dormant: (workspace: Workspace, value: string) =>
    String(typeof workspace.dormant_at === "string") === value,
  healthy: (workspace: Workspace, value: string) => String(workspace.health.healthy) === value,
} as const;

type Key = keyof typeof KEYS;

const ACCEPTED = Object.keys(KEYS).filter(isKey);
const BOOLEANS: readonly Key[] = ["outdated", "dormant", "healthy"];
/** Keys whose value may change while a workspace lives, so that remembered workspaces cannot be judged by them. */
const CHANGING: readonly Key[] = ["status", "outdated", "dormant", "healthy"];

/** Which workspaces a server shows; the empty one shows all. */
export interface WorkspaceFilter {
  /** As the operator wrote it. */
  readonly text: string;
  readonly fields: ReadonlyMap<Key, string>;
  readonly changing: boolean;
}

/** Parses `owner:me template:docker …`; throws AppError "invalid" for keys that cannot be evaluated. */
export function parseWorkspaceFilter(text: string): WorkspaceFilter {
  const query = parseSearchQuery(text, ACCEPTED);
  if (query.text !== "")
    throw fault(
      "q",
      `"${query.text}" must have the form key:value; accepted keys are ${ACCEPTED.join(", ")}`,
    );
  const fields = new Map([...query.fields].map(([key, value]) => [checkKey(key), value] as const));
  for (const [key, value] of fields) checkValue(key, value);
  return { text: text.trim(), fields, changing: CHANGING.some((key) => fields.has(key)) };
}

/** Whether the filter shows a workspace to `me`, who is asked for only when the filter says `owner:me`. */
export async function showsWorkspace(
  filter: WorkspaceFilter,
  workspace: Workspace,
  me: () => Promise<User>,
): Promise<boolean> {
  for (const [key, value] of filter.fields) {
    const wanted = key === "owner" && value === "me" ? (await me()).username.toLowerCase() : value;
    if (!KEYS[key](workspace, wanted)) return false;
  }
  return true;
}

/** A workspace that is about to be created, as far as it is known. */
export interface PlannedWorkspace {
  readonly owner: string;
  readonly name: string;
  readonly template: string;
  readonly organization: string;
  readonly organizationId: string;
}

/** Why the filter would hide a new workspace; undefined when it would not. */
export function refusalOf(filter: WorkspaceFilter, plan: PlannedWorkspace, me: string): string | undefined {
  const refusals: Readonly<Partial<Record<Key, (value: string) => boolean>>> = {
    owner: (value) => !same(plan.owner, value === "me" ? me : value),
    name: (value) => !matchesName(value, plan.name),
    template: (value) => !same(plan.template, value),
    organization: (value) => !same(plan.organization, value) && !same(plan.organizationId, value),
    id: () => true,
  };
  for (const [key, value] of filter.fields)
    if (refusals[key]?.(value) === true) return `this server only serves workspaces with ${key}:${value}`;
  return undefined;
}

const same = (text: string, value: string): boolean => text.toLowerCase() === value;

function isKey(key: string): key is Key {
  return Object.hasOwn(KEYS, key);
}

function checkKey(key: string): Key {
  if (isKey(key)) return key;
  throw fault(key, `is not supported; accepted keys are ${ACCEPTED.join(", ")}`);
}

function checkValue(key: Key, value: string): void {
  if (BOOLEANS.includes(key) && !["true", "false"].includes(value)) throw fault(key, "must be true or false");
  const statuses: readonly string[] = WORKSPACE_STATUSES;
  if (key === "status" && !statuses.includes(value))
    throw fault(key, `must be one of ${statuses.join(", ")}`);
}

function fault(field: string, detail: string): AppError {
  return new AppError("invalid", `Invalid workspace filter: ${field} ${detail}.`, {
    validations: [{ field, detail }],
  });
}
