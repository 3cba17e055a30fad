import { AppError } from "../wire/errors.ts";
import type { CreateBuild, Transition } from "../wire/workspace-build.ts";
import type { Workspace } from "../wire/workspace.ts";
import { answerDeadline, type ToolContext } from "./context.ts";
import { showWorkspace } from "./locate-workspace.ts";
import { waitForWorkspace, type Waited } from "./wait-for-workspace.ts";
import { isBuilding, type Goal } from "./workspace-progress.ts";

export interface Change {
  readonly transition: Transition;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Epoch milliseconds until which the result is waited for. */
  readonly deadline: number;
}

export interface Changed extends Waited {
  /** False when the workspace was there, or on its way there, already. */
  readonly changed: boolean;
  readonly replayed: boolean;
}

const GOALS = { start: "ready", stop: "stopped", delete: "deleted" } as const satisfies Record<
  Transition,
  Goal
>;

/** Brings a workspace into the state a transition leads to, joining a build that already leads there. */
export async function changeWorkspace(
  context: ToolContext,
  found: Workspace,
  change: Change,
): Promise<Changed> {
  const goal = GOALS[change.transition];
  const join = async (workspace: Workspace): Promise<Changed> => {
    const wait = { goal, deadline: answerDeadline(context, change.deadline) };
    return { ...(await waitForWorkspace(context, workspace, wait)), changed: false, replayed: false };
  };
  if (leadsTo(change.transition, found)) return join(found);
  const workspace = await settled(context, found, change);
  if (leadsTo(change.transition, workspace)) return join(workspace);
  const { value: build, replayed } = await context.client.workspaces.build(workspace.id, bodyOf(change), {
    signal: context.signal,
    idempotencyKey: change.idempotencyKey,
  });
  const answer = { goal, deadline: answerDeadline(context, change.deadline) };
  const waited = await waitForWorkspace(context, { ...workspace, latest_build: build }, answer);
  return { ...waited, changed: true, replayed };
}

/** A broken build leads nowhere, so it is repeated. */
function leadsTo(transition: Transition, { latest_build: build }: Workspace): boolean {
  return build.transition === transition && !["failed", "canceled", "canceling"].includes(build.job.status);
}

/** Waits for a build with another aim to end, since Coder runs one at a time. */
async function settled(context: ToolContext, workspace: Workspace, change: Change): Promise<Workspace> {
  if (!isBuilding(workspace)) return workspace;
  const waited = await waitForWorkspace(context, workspace, { goal: "idle", deadline: change.deadline });
  if (waited.reached) return waited.workspace;
  throw new AppError(
    "conflict",
    `${showWorkspace(workspace)} is still ${waited.workspace.latest_build.status}; only one build runs at a time`,
  );
}

function bodyOf({ transition, parameters }: Change): CreateBuild {
  if (parameters === undefined) return { transition };
  return {
    transition,
    rich_parameter_values: Object.entries(parameters).map(([name, value]) => ({ name, value })),
  };
}
