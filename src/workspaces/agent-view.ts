import type { AppStatusRow } from "../db/app-statuses.ts";
import type { AgentRow } from "../db/resources.ts";
import type { WorkspaceAgent } from "../wire/workspace-agent.ts";
import { appStatusesOf } from "./app-status-view.ts";
import { toApp } from "./app-view.ts";

/** An agent that was not heard of for so long is disconnected (coder-api 2.9). */
const SILENT_AFTER_MS = 30_000;

export type AgentStatus = "connecting" | "connected" | "disconnected" | "timeout";

/** The rule of coder-api 2.9. */
export function agentStatus(row: AgentRow, now: number): AgentStatus {
  if (row.first_connected_at === null || row.last_connected_at === null) {
    const limit = row.created_at.getTime() + row.spec.connection_timeout_seconds * 1000;
    return now > limit ? "timeout" : "connecting";
  }
  const last = row.last_connected_at.getTime();
  if (row.disconnected_at !== null && row.disconnected_at.getTime() >= last) return "disconnected";
  return now - last > SILENT_AFTER_MS ? "disconnected" : "connected";
}

/** What the API shows of an agent; the zero time never appears, absent times are left out. */
export function toAgent(row: AgentRow, statuses: readonly AppStatusRow[]): WorkspaceAgent {
  const status = agentStatus(row, Date.now());
  return {
    id: row.id,
    parent_id: null,
    resource_id: row.resource_id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    ...timesOf(row),
    status,
    lifecycle_state: row.lifecycle_state,
    name: row.name,
    architecture: row.architecture,
    operating_system: row.operating_system,
    environment_variables: row.spec.env,
    directory: row.spec.directory,
    expanded_directory: row.expanded_directory,
    version: row.version,
    api_version: "1.0",
    apps: row.apps.map((app) => toApp(app.id, app, appStatusesOf(app.id, statuses))),
    log_sources: [logSource(row)],
    scripts: [],
    subsystems: [],
    display_apps: ["web_terminal"],
    health: agentHealth(row, status),
    connection_timeout_seconds: row.spec.connection_timeout_seconds,
    troubleshooting_url: "",
    startup_script_behavior: row.spec.startup_script_behavior,
    logs_length: row.logs_length,
    logs_overflowed: row.logs_overflowed,
  };
}

function timesOf(row: AgentRow): Partial<WorkspaceAgent> {
  const times = {
    first_connected_at: row.first_connected_at,
    last_connected_at: row.last_connected_at,
    disconnected_at: row.disconnected_at,
    started_at: row.started_at,
    ready_at: row.ready_at,
  };
  return Object.fromEntries(
    Object.entries(times).flatMap(([name, time]) => (time === null ? [] : [[name, time.toISOString()]])),
  );
}

const logSource = (row: AgentRow): object => ({
  workspace_agent_id: row.id,
  id: row.id,
  created_at: row.created_at.toISOString(),
  display_name: "Startup Script",
  icon: "",
});

/** Whether it answers, and why not. */
export function agentHealth(row: AgentRow, status: AgentStatus): { healthy: boolean; reason?: string } {
  switch (status) {
    case "timeout":
      return { healthy: false, reason: "the agent did not connect in time" };
    case "disconnected":
      return { healthy: false, reason: "the agent lost its connection" };
    case "connecting":
      return { healthy: false, reason: "the agent has not connected yet" };
    case "connected":
      return lifecycleHealth(row.lifecycle_state);
  }
}

function lifecycleHealth(lifecycle: string): { healthy: boolean; reason?: string } {
  if (lifecycle === "start_error") return { healthy: false, reason: "the startup script failed" };
  if (lifecycle === "start_timeout") return { healthy: false, reason: "the startup script took too long" };
  return { healthy: true };
}
