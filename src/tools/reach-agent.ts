import type { WorkspaceConn } from "../client/workspace-conn.ts";
import { AppError } from "../wire/errors.ts";
import type { WorkspaceAgent } from "../wire/workspace-agent.ts";
import type { Workspace } from "../wire/workspace.ts";
import { waitDeadline, type ToolContext } from "./context.ts";
import { chooseAgent, isShown, locateWorkspace, showWorkspace } from "./locate-workspace.ts";
import { ToolFailure } from "./tool-failure.ts";
import { waitForWorkspace } from "./wait-for-workspace.ts";
import { isBuilding, isReady } from "./workspace-progress.ts";

export interface Target {
  readonly workspace: Workspace;
  readonly agent: WorkspaceAgent;
  readonly conn: WorkspaceConn;
}

export interface Reach {
  /** The workspace argument as given. */
  readonly text: string;
  /** Epoch milliseconds until which an agent that is coming up is waited for. */
  readonly deadline: number;
  /** Brings up a workspace that neither runs nor is about to; absent means that its callers are told to. */
  readonly revive?: (workspace: Workspace) => Promise<Workspace>;
}

const SHORT_SECONDS = 20;

/** How a tool whose own work is short reaches the agent: one that is coming up is waited for 20 s. */
export const shortReach = (context: ToolContext, text: string): Reach => ({
  text,
  deadline: waitDeadline(context, SHORT_SECONDS),
});

const STALE: readonly string[] = ["not_found", "unavailable", "conflict"];

/**
 * Runs `use` on the agent that a reference means. A remembered workspace saves the lookup; when the call then fails
 * as if it had moved, it is looked up and, if another agent answers to the name, the call is repeated.
 */
export async function onAgent<T>(
  context: ToolContext,
  reach: Reach,
  use: (target: Target) => Promise<T>,
): Promise<T> {
  const remembered = await recall(context, reach.text);
  if (remembered === undefined) return use(await reachAgent(context, reach));
  try {
    return await use(remembered);
  } catch (error) {
    if (!(error instanceof AppError) || !STALE.includes(error.code)) throw error;
    context.cache.drop(reach.text);
    const current = await reachAgent(context, reach);
    if (current.agent.id === remembered.agent.id) throw error;
    return use(current);
  }
}

async function recall(context: ToolContext, text: string): Promise<Target | undefined> {
  const workspace = context.filter.changing ? undefined : context.cache.get(text);
  if (workspace === undefined || !(await isShown(context, workspace))) return undefined;
  return usable(context, workspace, text);
}

/** The target if commands can run on it at once; other agents of the workspace do not matter. */
function usable(context: ToolContext, workspace: Workspace, text: string): Target | undefined {
  if (workspace.latest_build.status !== "running") return undefined;
  const agent = chooseAgent(workspace, text);
  return isReady(agent) ? { workspace, agent, conn: context.connect(agent.id) } : undefined;
}

/** Finds the agent and waits while it is coming up; throws when its workspace is not running. */
export async function reachAgent(context: ToolContext, reach: Reach): Promise<Target> {
  const workspace = await locateWorkspace(context, reach.text);
  return readyTarget(context, workspace, reach);
}

export async function readyTarget(context: ToolContext, workspace: Workspace, reach: Reach): Promise<Target> {
  const ready = usable(context, workspace, reach.text);
  if (ready !== undefined) return ready;
  const current = await running(context, workspace, reach);
  if (isBuilding(current)) throw stillComing(current, current.latest_build.status);
  const agent = chooseAgent(current, reach.text);
  if (!isReady(agent)) throw stillComing(current, `agent ${agent.name} ${stateOf(agent)}`);
  context.cache.set(reach.text, current);
  return { workspace: current, agent, conn: context.connect(agent.id) };
}

async function running(
  context: ToolContext,
  workspace: Workspace,
  { deadline, revive }: Reach,
): Promise<Workspace> {
  const { transition, status } = workspace.latest_build;
  if (transition !== "start" || (status !== "running" && !isBuilding(workspace))) {
    if (revive === undefined) throw notRunning(workspace);
    return await revive(workspace);
  }
  const waited = await waitForWorkspace(context, workspace, { goal: "ready", deadline });
  return waited.workspace;
}

function notRunning(workspace: Workspace): ToolFailure {
  return new ToolFailure(
    "precondition",
    `workspace ${showWorkspace(workspace)} is ${workspace.latest_build.status}, not running; start it first`,
    { nextTool: "start_workspace", retryable: false },
  );
}

function stillComing(workspace: Workspace, state: string): ToolFailure {
  const message = `workspace ${showWorkspace(workspace)} is not ready yet (${state}); nothing was run`;
  return new ToolFailure("unavailable", message, { nextTool: "get_workspace_status" });
}

const stateOf = ({ status, lifecycle_state: state }: WorkspaceAgent): string =>
  status === "connected" ? state : status;
