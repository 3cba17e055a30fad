import { latestStatuses, type AppStatusRow } from "../db/app-statuses.ts";
import type { Db } from "../db/connect.ts";
import type { WorkspaceRow } from "../db/workspaces.ts";
import type { Workspace } from "../wire/workspace.ts";
import { toAppStatus } from "./app-status-view.ts";
import { agentHealth, agentStatus } from "./agent-view.ts";
import { type BuildParts, toBuild } from "./build-view.ts";
import { loadBuilds } from "./read-builds.ts";

/** The workspaces of these rows as the API shows them to a user (coder-api 2.2), in the same order. */
export async function viewWorkspaces(
  db: Db,
  rows: readonly WorkspaceRow[],
  readerId: string,
): Promise<readonly Workspace[]> {
  const ids = rows.flatMap(({ latest_build_id: id }) => id ?? []);
  const workspaceIds = rows.map(({ id }) => id);
  const [builds, latest] = await Promise.all([loadBuilds(db, ids), latestStatuses(db, workspaceIds)]);
  const statuses = new Map(latest.map((status) => [status.workspace_id, status]));
  return rows.map((row) => {
    return toWorkspace(row, presentBuild(row, builds), { status: statuses.get(row.id), readerId });
  });
}

function presentBuild(row: WorkspaceRow, builds: ReadonlyMap<string, BuildParts>): BuildParts {
  const build = builds.get(row.latest_build_id ?? "");
  if (build === undefined) throw new Error(`workspace ${row.id} has no build`);
  return build;
}

interface Seen {
  readonly status: AppStatusRow | undefined;
  readonly readerId: string;
}

function toWorkspace(row: WorkspaceRow, build: BuildParts, { status, readerId }: Seen): Workspace {
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    owner_id: row.owner_id,
    owner_name: row.owner_name,
    owner_avatar_url: row.owner_avatar_url,
    organization_id: row.organization_id,
    organization_name: row.organization_name,
    template_id: row.template_id,
    template_name: row.template_name,
    template_display_name: row.template_display_name,
    template_icon: row.template_icon,
    template_allow_user_cancel_workspace_jobs: row.template_allow_user_cancel_workspace_jobs,
    template_active_version_id: row.template_active_version_id,
    template_require_active_version: row.template_require_active_version,
    template_use_classic_parameter_flow: true,
    latest_build: toBuild(build),
    latest_app_status: status === undefined ? null : toAppStatus(status),
    outdated: build.row.template_version_id !== row.template_active_version_id,
    name: row.name,
    ...scheduleOf(row),
    last_used_at: row.last_used_at.toISOString(),
    health: healthOf(build),
    automatic_updates: row.automatic_updates,
    allow_renames: true,
    favorite: row.favorite && row.owner_id === readerId,
    is_prebuild: false,
    task_id: null,
  };
}

function scheduleOf(row: WorkspaceRow): Partial<Workspace> {
  return {
    ...(row.autostart_schedule !== null && { autostart_schedule: row.autostart_schedule }),
    ...(row.ttl_ms !== null && { ttl_ms: row.ttl_ms }),
    deleting_at: row.deleting_at?.toISOString() ?? null,
    dormant_at: row.dormant_at?.toISOString() ?? null,
    next_start_at: null,
  };
}

/** Only agents of a running workspace can be ill; one that is still connecting is not. */
function healthOf({ row, agents, job }: BuildParts): Workspace["health"] {
  if (row.transition !== "start" || job.status !== "succeeded") return { healthy: true, failing_agents: [] };
  const now = Date.now();
  const failing = agents.filter((agent) => {
    const status = agentStatus(agent, now);
    return status !== "connecting" && !agentHealth(agent, status).healthy;
  });
  return { healthy: failing.length === 0, failing_agents: failing.map(({ id }) => id) };
}
