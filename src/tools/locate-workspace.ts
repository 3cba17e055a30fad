import { AppError } from "../wire/errors.ts";
import type { WorkspaceAgent } from "../wire/workspace-agent.ts";
import type { Workspace } from "../wire/workspace.ts";
import type { ToolContext } from "./context.ts";
import { ToolFailure } from "./tool-failure.ts";
import { showsWorkspace } from "./workspace-filter.ts";
import { parseWorkspaceRef, showRef, type WorkspaceRef } from "../wire/workspace-ref.ts";

interface LocateOptions {
  readonly includeDeleted?: boolean;
}

/** Finds a workspace by name or UUID; one outside of the filter is not found, exactly like a missing one. */
export async function locateWorkspace(
  context: ToolContext,
  text: string,
  options: LocateOptions = {},
): Promise<Workspace> {
  const ref = parseWorkspaceRef(text);
  const workspace = await lookUp(context, ref, options);
  if (!(await isShown(context, workspace))) throw notFound(ref);
  context.cache.set(text, workspace);
  return workspace;
}

export const isShown = (context: ToolContext, workspace: Workspace): Promise<boolean> =>
  showsWorkspace(context.filter, workspace, () => context.cache.me(context.signal));

async function lookUp(
  { client, signal }: ToolContext,
  ref: WorkspaceRef,
  options: LocateOptions,
): Promise<Workspace> {
  const call = { signal, ...options };
  try {
    return await (ref.kind === "id"
      ? client.workspaces.get(ref.id, call)
      : client.workspaces.byName(ref.owner, ref.name, call));
  } catch (error) {
    if (!(error instanceof AppError) || !["not_found", "gone"].includes(error.code)) throw error;
    throw notFound(ref);
  }
}

function notFound(ref: WorkspaceRef): AppError {
  return new AppError("not_found", `no workspace ${showRef(ref)}`);
}

export const agentsOf = (workspace: Workspace): readonly WorkspaceAgent[] =>
  workspace.latest_build.resources.flatMap(({ agents }) => agents);

/** The agent that a reference means (coder-mcp 1.2): by name or UUID, or the only one. */
export function chooseAgent(workspace: Workspace, text: string): WorkspaceAgent {
  const { agent: wanted } = parseWorkspaceRef(text);
  const agents = agentsOf(workspace);
  const names = agents.map(({ name }) => name).join(", ");
  const only = agents[0];
  if (only === undefined)
    throw new AppError("precondition", `workspace ${showWorkspace(workspace)} has no agents`);
  if (wanted !== undefined) {
    const found = agents.find(({ id, name }) => name === wanted || id === wanted.toLowerCase());
    if (found !== undefined) return found;
    throw notListed(
      `no agent "${wanted}" in workspace ${showWorkspace(workspace)}; available agents: ${names}`,
    );
  }
  if (agents.length === 1) return only;
  throw notListed(
    `workspace ${showWorkspace(workspace)} has several agents; write ${workspace.name}.<agent>; available agents: ${names}`,
  );
}

const notListed = (message: string): ToolFailure =>
  new ToolFailure("invalid", message, { validations: [{ field: "workspace", detail: message }] });

export const showWorkspace = ({ owner_name, name }: Workspace): string => `${owner_name}/${name}`;
