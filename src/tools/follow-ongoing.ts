import { AppError } from "../wire/errors.ts";
import type { WorkspaceBuild } from "../wire/workspace-build.ts";
import type { Workspace } from "../wire/workspace.ts";
import { buildFailure } from "./build-failure.ts";
import { changeResult } from "./change-result.ts";
import type { ToolContext } from "./context.ts";
import { replyView, showReply, showState } from "./execution-view.ts";
import { isShown, showWorkspace } from "./locate-workspace.ts";
import type { BuildTool, Ongoing } from "./ongoing.ts";
import type { ToolResult } from "./tool.ts";
import { judge } from "./wait-for-workspace.ts";
import { describePhase, type Goal } from "./workspace-progress.ts";

/** How far ongoing work is. `failed` is an answer of the tool's, just as its result would be. */
export type Progress = { readonly startedAt: string; readonly changedAt: string } & (
  | { readonly state: "working"; readonly message: string }
  | { readonly state: "canceled"; readonly message: string }
  | { readonly state: "done"; readonly result: ToolResult }
  | { readonly state: "failed"; readonly error: AppError }
);

interface BuildWords {
  readonly goal: Goal;
  readonly done: string;
  readonly fact: string;
}

const WORDS: Readonly<Record<BuildTool, BuildWords>> = {
  create_workspace: { goal: "ready", done: "created, ready for commands", fact: "created" },
  start_workspace: { goal: "ready", done: "started, ready for commands", fact: "started" },
  stop_workspace: { goal: "stopped", done: "stopped", fact: "stopped" },
  delete_workspace: { goal: "deleted", done: "deleted", fact: "deleted" },
};

type Build = Extract<Ongoing, { kind: "build" }>;
type Execution = Extract<Ongoing, { kind: "execution" }>;

/** Looks at ongoing work as its caller may see it; throws AppError "not_found" for what they may not. */
export const followOngoing = (context: ToolContext, ongoing: Ongoing): Promise<Progress> =>
  ongoing.kind === "build" ? followBuild(context, ongoing) : followExecution(context, ongoing);

/** Ends ongoing work as far as it can be ended; what is over stays as it is. */
export async function cancelOngoing(context: ToolContext, ongoing: Ongoing): Promise<void> {
  const progress = await followOngoing(context, ongoing);
  if (progress.state !== "working") return;
  const { signal } = context;
  if (ongoing.kind === "build") await context.client.builds.cancel(ongoing.buildId, { signal });
  else await context.connect(ongoing.agentId).signal(ongoing.executionId, { signal: "SIGKILL" }, signal);
}

async function followBuild(context: ToolContext, { tool, workspaceId, buildId }: Build): Promise<Progress> {
  const { signal } = context;
  const build = await context.client.builds.get(buildId, { signal });
  const workspace = await shown(context, workspaceId);
  if (build.workspace_id !== workspace.id) throw missing(buildId);
  const times = { startedAt: build.created_at, changedAt: build.updated_at };
  if (build.job.status === "canceled")
    return { ...times, state: "canceled", message: `build ${build.build_number} was canceled` };
  try {
    const current =
      workspace.latest_build.id === build.id ? workspace : { ...workspace, latest_build: build };
    return { ...times, ...(await stateOf(context, current, { tool, overtaken: current !== workspace })) };
  } catch (error) {
    if (!(error instanceof AppError) || signal.aborted) throw error;
    return { ...times, state: "failed", error };
  }
}

interface BuildOf {
  readonly tool: BuildTool;
  /** Another build has followed, so what its agents did no longer shows. */
  readonly overtaken: boolean;
}

async function stateOf(context: ToolContext, workspace: Workspace, { tool, overtaken }: BuildOf) {
  const { goal, done, fact } = WORDS[tool];
  const { latest_build: build } = workspace;
  if (overtaken && build.job.status !== "succeeded") throw await buildFailure(context, build);
  if (!overtaken && (await judge(context, workspace, goal)) !== "reached")
    return { state: "working" as const, message: describePhase(workspace) };
  const report = { workspace, reached: true, done, doing: "", replayed: false, facts: { [fact]: true } };
  return { state: "done" as const, result: changeResult(report) };
}

async function followExecution(context: ToolContext, ongoing: Execution): Promise<Progress> {
  const { agentId, executionId, workspaceId } = ongoing;
  const workspace = await shown(context, workspaceId);
  if (!hasAgent(workspace.latest_build, agentId))
    throw new AppError("not_found", `${showWorkspace(workspace)} has started anew; its commands are over`);
  const reply = await context.connect(agentId).output(executionId, { wait_ms: 0 }, context.signal);
  const { execution } = reply;
  const times = { startedAt: execution.started_at, changedAt: execution.ended_at ?? execution.started_at };
  if (execution.state === "running") return { ...times, state: "working", message: showState(execution) };
  if (execution.state === "killed") return { ...times, state: "canceled", message: showState(execution) };
  const result = { text: showReply(reply), structured: { ...replyView(reply) } };
  return { ...times, state: "done", result };
}

async function shown(context: ToolContext, id: string): Promise<Workspace> {
  const workspace = await context.client.workspaces.get(id, { signal: context.signal, includeDeleted: true });
  if (!(await isShown(context, workspace))) throw missing(id);
  return workspace;
}

const missing = (id: string): AppError => new AppError("not_found", `there is no ${id}`);

const hasAgent = ({ resources }: WorkspaceBuild, id: string): boolean =>
  resources.some(({ agents }) => agents.some((agent) => agent.id === id));
