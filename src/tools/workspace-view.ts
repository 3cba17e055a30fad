import { formatAge } from "../lib/format-time.ts";
import type { Workspace } from "../wire/workspace.ts";
import { agentsOf, showWorkspace } from "./locate-workspace.ts";

/** A workspace as tools hand it to programs. */
export function workspaceView(workspace: Workspace) {
  const { latest_build: build } = workspace;
  return {
    id: workspace.id,
    name: workspace.name,
    owner: workspace.owner_name,
    organization: workspace.organization_name,
    template: workspace.template_name,
    template_version: build.template_version_name,
    status: build.status,
    build_number: build.build_number,
    outdated: workspace.outdated,
    healthy: workspace.health.healthy,
    dormant: typeof workspace.dormant_at === "string",
    agents: agentsOf(workspace).map(({ id, name, status, lifecycle_state }) => ({
      id,
      name,
      status,
      lifecycle_state,
    })),
    last_used_at: workspace.last_used_at,
    created_at: workspace.created_at,
    deadline: build.deadline ?? null,
  };
}

/** `main connected, gpu connecting (starting)`. */
export function showAgents(workspace: Workspace): string {
  const words = agentsOf(workspace).map(({ name, status, lifecycle_state: state }) =>
    state === "ready" || state === "off" ? `${name} ${status}` : `${name} ${status} (${state})`,
  );
  return words.length === 0 ? "no agents" : words.join(", ");
}

/** The cells of a workspace's line in a list. */
export const workspaceCells = (workspace: Workspace): readonly string[] => [
  showWorkspace(workspace),
  workspace.latest_build.status + (workspace.outdated ? " (outdated)" : ""),
  workspace.template_name,
  showAgents(workspace),
  `used ${formatAge(workspace.last_used_at)}`,
];
