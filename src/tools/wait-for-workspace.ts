import { AppError } from "../wire/errors.ts";
import type { Workspace } from "../wire/workspace.ts";
import { buildFailure } from "./build-failure.ts";
import { remainingMs, type ToolContext } from "./context.ts";
import { agentsOf, showWorkspace } from "./locate-workspace.ts";
import { ToolFailure } from "./tool-failure.ts";
import { describePhase, progressTo, type Goal, type Progress } from "./workspace-progress.ts";

export interface Waited {
  /** As last seen. */
  readonly workspace: Workspace;
  /** False when the time was over first. */
  readonly reached: boolean;
}

export interface Wait {
  readonly goal: Goal;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Watches a workspace until it reaches the goal or time is over; throws when it cannot reach it any more. */
export async function waitForWorkspace(
  context: ToolContext,
  workspace: Workspace,
  wait: Wait,
): Promise<Waited> {
  const first = await judge(context, workspace, wait.goal);
  if (first === "reached") return { workspace, reached: true };
  const over = AbortSignal.timeout(remainingMs(wait.deadline));
  const seen = { workspace };
  try {
    return { ...seen, reached: await follow(context, seen, wait.goal, over), workspace: seen.workspace };
  } catch (error) {
    context.signal.throwIfAborted();
    if (over.aborted) return { workspace: seen.workspace, reached: false };
    if (wait.goal === "deleted" && isGone(error)) return { workspace: seen.workspace, reached: true };
    throw error;
  }
}

async function follow(
  context: ToolContext,
  seen: { workspace: Workspace },
  goal: Goal,
  over: AbortSignal,
): Promise<boolean> {
  let phase = "";
  const known = seen.workspace.latest_build.build_number;
  for await (const current of context.client.workspaces.watch(
    seen.workspace.id,
    AbortSignal.any([context.signal, over]),
  )) {
    // A snapshot taken before our own build was posted says nothing about it.
    if (current.latest_build.build_number < known) continue;
    seen.workspace = current;
    if (phase !== describePhase(current)) context.progress((phase = describePhase(current)));
    if ((await judge(context, current, goal)) === "reached") return true;
  }
  return false;
}

/** How far a workspace is on its way to a goal; throws when it cannot reach it any more. */
export async function judge(context: ToolContext, workspace: Workspace, goal: Goal): Promise<Progress> {
  const progress = progressTo(goal, workspace);
  if (progress === "build_failed") throw await buildFailure(context, workspace.latest_build);
  if (progress === "agent_failed") throw agentFailure(workspace);
  if (progress === "elsewhere") throw overtaken(workspace, goal);
  return progress;
}

function agentFailure(workspace: Workspace): AppError {
  const names = agentsOf(workspace)
    .filter(({ status }) => status === "timeout")
    .map(({ name }) => name);
  return new ToolFailure(
    "unavailable",
    `agent ${names.join(", ")} of ${showWorkspace(workspace)} never connected to the deployment`,
    { nextTool: "get_workspace_status", retryable: false },
  );
}

function overtaken(workspace: Workspace, goal: Goal): AppError {
  const { transition, status } = workspace.latest_build;
  return new AppError(
    "conflict",
    `${showWorkspace(workspace)} will not become ${goal}: its latest build is a ${transition} (${status})`,
  );
}

const isGone = (error: unknown): boolean =>
  error instanceof AppError && (error.code === "gone" || error.code === "not_found");
