import type { WorkspaceAgent } from "../../wire/workspace-agent.ts";
import type { WorkspaceBuild } from "../../wire/workspace-build.ts";

export interface ReadinessState {
  readonly state: string;
  readonly reason: string;
  /** Whether time alone may change it. */
  readonly waits: boolean;
}

const told = (state: string, reason: string): ReadinessState => ({ state, reason, waits: false });
const waiting = (state: string, reason: string): ReadinessState => ({ state, reason, waits: true });

/** How far a workspace is from running commands, by its latest build and one of its agents (coder-mcp 1.5). */
export function readinessState(build: WorkspaceBuild, agent: WorkspaceAgent | undefined): ReadinessState {
  return buildState(build) ?? (agent === undefined ? noAgent : agentState(agent));
}

const noAgent = told("unavailable", "the workspace has no agent to run commands on");

function buildState({ job, status, transition }: WorkspaceBuild): ReadinessState | undefined {
  if (job.status === "failed") return told("build_failed", `the ${transition} build failed`);
  if (job.status === "canceled" || job.status === "canceling")
    return told("build_canceled", `the ${transition} build was canceled`);
  if (["stopped", "stopping", "deleting", "deleted"].includes(status))
    return told(status, `the workspace is ${status}`);
  if (transition !== "start") return told("unavailable", `the latest build is a ${transition}`);
  if (status === "running") return undefined;
  return waiting("pending", `the start build is ${status}`);
}

function agentState({ status, lifecycle_state: lifecycle }: WorkspaceAgent): ReadinessState {
  if (lifecycle === "start_error") return told("start_error", "the startup script failed");
  if (lifecycle === "start_timeout") return told("start_timeout", "the startup script took too long");
  if (status === "timeout") return told("connection_timeout", "the agent never connected");
  if (status === "connecting") return waiting("pending", "the agent has not connected yet");
  if (status === "disconnected") return waiting("disconnected", "the agent lost its connection");
  if (lifecycle === "created" || lifecycle === "starting")
    return waiting("pending", "the startup script is running");
  if (lifecycle === "ready") return told("ready", "commands can run");
  return told("unavailable", `the agent is ${lifecycle}`);
}
