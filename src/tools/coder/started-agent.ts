import { AppError } from "../../wire/errors.ts";
import type { Workspace } from "../../wire/workspace.ts";
import { MAX_WAIT_SECONDS } from "../change-arguments.ts";
import { changeWorkspace, type Change } from "../change-workspace.ts";
import { waitDeadline, type ToolContext } from "../context.ts";
import { showWorkspace } from "../locate-workspace.ts";
import { onAgent, type Target } from "../reach-agent.ts";

/**
 * Runs `use` on the agent that a reference means, after starting its workspace if it is stopped (coder-mcp 1.3). What
 * takes longer than a call may is an AppError "unavailable"; the start goes on, and the same call may be repeated.
 */
export async function onStartedAgent<T>(
  context: ToolContext,
  text: string,
  use: (target: Target) => Promise<T>,
): Promise<T> {
  const deadline = waitDeadline(context, MAX_WAIT_SECONDS);
  const revive = (workspace: Workspace): Promise<Workspace> => autostart(context, workspace, deadline);
  return await onAgent(context, { text, deadline, revive }, use);
}

async function autostart(context: ToolContext, workspace: Workspace, deadline: number): Promise<Workspace> {
  refuseUnstartable(workspace);
  context.progress(`${workspace.name}: is stopped, starting it`);
  const change: Change = { transition: "start", deadline };
  try {
    return (await changeWorkspace(context, workspace, change)).workspace;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "conflict") throw error;
    // Another call may have started it in the meantime; its build is joined.
    const current = await context.client.workspaces.get(workspace.id, { signal: context.signal });
    if (current.latest_build.transition !== "start") throw error;
    return (await changeWorkspace(context, current, change)).workspace;
  }
}

function refuseUnstartable(workspace: Workspace): void {
  const { transition, status, job } = workspace.latest_build;
  const name = `workspace ${showWorkspace(workspace)}`;
  if (transition === "delete") throw new AppError("precondition", `${name} is deleted or being deleted`);
  if (job.status === "failed")
    throw new AppError("precondition", `${name} is in failed state; its last ${transition} build failed`);
  if (status !== "stopped")
    throw new AppError(
      "precondition",
      `${name} must be started; it was not started by itself, because its last build is ${status}`,
    );
}
