import type { Workspace } from "../../src/wire/workspace.ts";

const TIME = "2026-01-01T00:00:00Z";
const UUID = "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f0";

export interface FixtureOptions {
  readonly name?: string;
  readonly owner?: string;
  readonly template?: string;
  readonly status?: string;
  readonly agents?: readonly string[];
}

/** A whole workspace as a deployment sends it, for tests. */
export function workspaceFixture(options: FixtureOptions = {}): Workspace {
  const { name = "dev", owner = "ann", template = "docker", status = "running" } = options;
  const transition = /stop/.test(status) ? "stop" : /delet/.test(status) ? "delete" : "start";
  const jobStatus = status.endsWith("ing") && status !== "running" ? "running" : "succeeded";
  return {
    id: `${UUID}0`,
    created_at: TIME,
    updated_at: TIME,
    owner_id: `${UUID}1`,
    owner_name: owner,
    owner_avatar_url: "",
    organization_id: `${UUID}2`,
    organization_name: "coder",
    template_id: `${UUID}3`,
    template_name: template,
    template_display_name: "",
    template_icon: "",
    template_allow_user_cancel_workspace_jobs: true,
    template_require_active_version: false,
    template_use_classic_parameter_flow: true,
    latest_build: build(name, owner, { transition, status, jobStatus, agents: options.agents ?? ["main"] }),
    outdated: false,
    name,
    last_used_at: TIME,
    health: { healthy: true, failing_agents: [] },
    automatic_updates: "never",
    allow_renames: false,
    favorite: false,
    is_prebuild: false,
  };
}

interface BuildState {
  readonly transition: string;
  readonly status: string;
  readonly jobStatus: string;
  readonly agents: readonly string[];
}

const build = (name: string, owner: string, state: BuildState): Workspace["latest_build"] => ({
  id: `${UUID}4`,
  created_at: TIME,
  updated_at: TIME,
  workspace_id: `${UUID}0`,
  workspace_name: name,
  workspace_owner_id: `${UUID}1`,
  workspace_owner_name: owner,
  template_version_id: `${UUID}5`,
  template_version_name: "v1",
  build_number: 1,
  transition: state.transition,
  initiator_id: `${UUID}1`,
  initiator_name: owner,
  job: { id: `${UUID}6`, created_at: TIME, status: state.jobStatus, available_workers: [] },
  reason: "initiator",
  resources: [
    {
      id: `${UUID}7`,
      created_at: TIME,
      job_id: `${UUID}6`,
      workspace_transition: state.transition,
      type: "container",
      name: "dev",
      hide: false,
      icon: "",
      agents: state.agents.map((agent, index) => agentOf(agent, index, state.status === "running")),
      metadata: [],
      daily_cost: 0,
    },
  ],
  status: state.status,
  daily_cost: 0,
});

type Agent = Workspace["latest_build"]["resources"][number]["agents"][number];

const agentOf = (name: string, index: number, up: boolean): Agent => ({
  id: `${UUID.slice(0, -1)}a${index}`,
  resource_id: `${UUID}7`,
  created_at: TIME,
  updated_at: TIME,
  status: up ? "connected" : "disconnected",
  lifecycle_state: up ? "ready" : "off",
  name,
  architecture: "amd64",
  operating_system: "linux",
  version: "v2",
  api_version: "1.0",
  apps: [],
  log_sources: [],
  scripts: [],
  subsystems: [],
  display_apps: [],
  connection_timeout_seconds: 120,
  troubleshooting_url: "",
  startup_script_behavior: "non-blocking",
  logs_length: 0,
  logs_overflowed: false,
});
