import type { WorkspaceAgent } from "../wire/workspace-agent.ts";
import type { Workspace } from "../wire/workspace.ts";
import { agentsOf } from "./locate-workspace.ts";

/** What a wait is for: commands can run, the workspace is off, it is gone, or no build is under way. */
export type Goal = "ready" | "stopped" | "deleted" | "idle";

export type Progress = "reached" | "waiting" | "build_failed" | "agent_failed" | "elsewhere";

const ACTIVE: readonly string[] = ["pending", "running", "canceling"];
const BROKEN: readonly string[] = ["failed", "canceled"];
const TRANSITION_OF = { ready: "start", stopped: "stop", deleted: "delete" } as const;

export const isBuilding = ({ latest_build: { job } }: Workspace): boolean => ACTIVE.includes(job.status);

/** How far a workspace is on its way to a goal; `elsewhere` when its latest build leads to another one. */
export function progressTo(goal: Goal, workspace: Workspace): Progress {
  const { transition, job } = workspace.latest_build;
  if (goal === "idle") return isBuilding(workspace) ? "waiting" : "reached";
  if (transition !== TRANSITION_OF[goal]) return "elsewhere";
  if (BROKEN.includes(job.status)) return "build_failed";
  if (isBuilding(workspace)) return "waiting";
  return goal === "ready" ? agentsProgress(agentsOf(workspace)) : "reached";
}

/** Sub-agents (dev containers) come up when they like; only a workspace's own agents count. */
function agentsProgress(agents: readonly WorkspaceAgent[]): Progress {
  const own = agents.filter(({ parent_id }) => typeof parent_id !== "string");
  if (own.some(({ status }) => status === "timeout")) return "agent_failed";
  return own.every(isReady) ? "reached" : "waiting";
}

/** Commands can run: connected, and its startup script is over, well or badly (coder-api 2.9). */
export const isReady = ({ status, lifecycle_state: state }: WorkspaceAgent): boolean =>
  status === "connected" && !["created", "starting"].includes(state);

/** What a waiting caller is told is happening. */
export function describePhase(workspace: Workspace): string {
  const { status, job } = workspace.latest_build;
  if (isBuilding(workspace)) {
    const queue = job.status === "pending" ? queueText(job.queue_position, job.queue_size) : "";
    return `${workspace.name}: ${status}${queue}`;
  }
  const waiting = agentsOf(workspace).find((agent) => !isReady(agent));
  if (status !== "running" || waiting === undefined) return `${workspace.name}: ${status}`;
  const phase = waiting.status === "connected" ? "startup script running" : waiting.status;
  return `${workspace.name}: agent ${waiting.name} ${phase}`;
}

const queueText = (position: number | undefined, size: number | undefined): string =>
  position === undefined || size === undefined || size === 0
    ? ""
    : ` (place ${position} of ${size} in the queue)`;
