import { combineQuery } from "../../tools/combine-query.ts";
import type { ToolContext } from "../../tools/context.ts";
import { isShown } from "../../tools/locate-workspace.ts";
import { AppError } from "../../wire/errors.ts";
import type { WorkspaceName } from "../../tools/resource-links.ts";
import type { NameMemory } from "./name-memory.ts";

const LIMIT = 100;

/** Where names come from: the deployment as the caller sees it, or what it said a moment ago. */
export interface NameSource {
  readonly context: ToolContext;
  readonly memory: NameMemory;
  /** Differs between callers who may see different things. */
  readonly caller: string;
}

/** Up to 100 workspaces of an owner, or of all owners for `*`. */
export function workspaceNames(
  { context, memory, caller }: NameSource,
  owner: string,
): Promise<readonly WorkspaceName[]> {
  return memory.workspaces(`${caller} ${owner}`, () => findWorkspaces(context, owner));
}

/** The names of all templates. */
export const templateNames = ({ context, memory, caller }: NameSource): Promise<readonly string[]> =>
  memory.templates(caller, async () => {
    const templates = await context.client.templates.list(undefined, { signal: context.signal });
    return [...new Set(templates.map(({ name }) => name))];
  });

async function findWorkspaces(context: ToolContext, owner: string): Promise<readonly WorkspaceName[]> {
  const { client, cache, filter, signal } = context;
  const me = filter.fields.has("owner") ? (await cache.me(signal)).username.toLowerCase() : "";
  const q = queryOf(filter, owner, me);
  if (q === undefined) return [];
  const { workspaces } = await client.workspaces.list({ q, limit: LIMIT }, { signal });
  const shown = await Promise.all(workspaces.map((workspace) => isShown(context, workspace)));
  return workspaces
    .filter((_, index) => shown[index])
    .map(({ owner_name, name }) => ({ owner: owner_name, name }));
}

/** Undefined when the server's filter shows no workspace of the owner. */
function queryOf(filter: ToolContext["filter"], owner: string, me: string): string | undefined {
  try {
    return combineQuery(filter, { q: "", owner, me });
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") return undefined;
    throw error;
  }
}
