import type { Visibility } from "../db/visible-to.ts";
import { WORKSPACE_SEARCH_KEYS, searchWorkspaces } from "../db/workspace-search.ts";
import { findWorkspace, findWorkspaceByName, type WorkspaceRow } from "../db/workspaces.ts";
import { parseRfc3339 } from "../lib/rfc3339.ts";
import { AppError } from "../wire/errors.ts";
import { parseSearchQuery } from "../wire/search-query.ts";
import { Uuid } from "../wire/scalars.ts";
import { WORKSPACE_STATUSES } from "../wire/workspace-build.ts";
import type { Workspace, WorkspaceList } from "../wire/workspace.ts";
import { viewWorkspaces } from "./workspace-view.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export type { WorkspaceRow } from "../db/workspaces.ts";

type Reading = Pick<WorkspacesContext, "db">;

/** One workspace by id, also a deleted one. */
export async function readWorkspaceRow({ db }: Reading, id: string): Promise<WorkspaceRow | undefined> {
  return await findWorkspace(db, id);
}

/** The living workspace of that owner and name, or with `includeDeleted` the last one that was. */
export async function readWorkspaceRowByName(
  { db }: Reading,
  ownerId: string,
  name: string,
  includeDeleted: boolean,
): Promise<WorkspaceRow | undefined> {
  return await findWorkspaceByName(db, ownerId, name, includeDeleted);
}

/** A workspace as the API shows it to a user. */
export async function viewWorkspace(
  { db }: Reading,
  row: WorkspaceRow,
  readerId: string,
): Promise<Workspace> {
  const [workspace] = await viewWorkspaces(db, [row], readerId);
  if (workspace === undefined) throw new Error(`workspace ${row.id} has no view`);
  return workspace;
}

export interface ListRequest {
  readonly query: string;
  /** Whose favorites come first. */
  readonly readerId: string;
  /** What `me` stands for. */
  readonly username: string;
  readonly visible: Visibility;
  readonly limit: number;
  readonly offset: number;
}

/** A page of workspaces; AppError invalid names the faulty key of the query (coder-api 2.1). */
export async function listWorkspaces({ db }: Reading, request: ListRequest): Promise<WorkspaceList> {
  const fields = fieldsOf(request.query, request.username.toLowerCase());
  const { readerId, visible, limit, offset } = request;
  const { rows, count } = await searchWorkspaces(db, { fields, readerId, visible, limit, offset });
  return { workspaces: [...(await viewWorkspaces(db, rows, readerId))], count };
}

function fieldsOf(query: string, me: string): ReadonlyMap<string, string> {
  const { fields, text } = parseSearchQuery(query, WORKSPACE_SEARCH_KEYS);
  const [first = "", second] = text.split("/");
  const implied: [string, string][] = text === "" ? [] : [["name", second ?? first]];
  if (second !== undefined) implied.push(["owner", first]);
  const all = new Map([...implied, ...fields]);
  if (all.get("owner") === "me") all.set("owner", me);
  for (const [key, value] of all) check(key, value);
  return all;
}

const ACCEPTED: Readonly<Record<string, (value: string) => string | undefined>> = {
  id: (value) =>
    value.split(",").every((id) => Uuid.safeParse(id).success) ? undefined : "must be UUIDs joined by commas",
  status: (value) => oneOf(value, WORKSPACE_STATUSES),
  "has-agent": (value) => oneOf(value, ["connecting", "connected", "disconnected", "timeout"]),
  healthy: (value) => oneOf(value, ["true", "false"]),
  dormant: (value) => oneOf(value, ["true", "false"]),
  outdated: (value) => oneOf(value, ["true", "false"]),
  last_used_after: (value) => time(value),
  last_used_before: (value) => time(value),
};

function check(key: string, value: string): void {
  const detail = ACCEPTED[key]?.(value);
  if (detail === undefined) return;
  throw new AppError("invalid", `Invalid search query: ${key} ${detail}.`, {
    validations: [{ field: key, detail }],
  });
}

const oneOf = (value: string, words: readonly string[]): string | undefined =>
  words.includes(value) ? undefined : `must be one of ${words.join(", ")}`;

const time = (value: string): string | undefined =>
  parseRfc3339(value) === undefined ? 'must be a time such as "2026-01-31T12:00:00Z"' : undefined;
