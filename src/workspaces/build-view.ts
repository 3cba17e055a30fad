import type { AppStatusRow } from "../db/app-statuses.ts";
import type { BuildRow } from "../db/builds.ts";
import type { JobRow } from "../db/jobs.ts";
import type { AgentRow, ResourceRow } from "../db/resources.ts";
import type { WorkspaceBuild, WorkspaceStatus } from "../wire/workspace-build.ts";
import type { WorkspaceResource } from "../wire/workspace-agent.ts";
import { buildDeadline } from "./build-deadline.ts";
import { toAgent } from "./agent-view.ts";
import { toProvisionerJob } from "./job-view.ts";

const RUNNING = { start: "starting", stop: "stopping", delete: "deleting" } as const;
const SUCCEEDED = { start: "running", stop: "stopped", delete: "deleted" } as const;

/** The workspace's status as its latest build makes it (coder-api 2.4). */
export function buildStatus(transition: BuildRow["transition"], job: JobRow): WorkspaceStatus {
  switch (job.status) {
    case "running":
      return RUNNING[transition];
    case "succeeded":
      return SUCCEEDED[transition];
    case "canceling":
      return "canceling";
    case "canceled":
      return "canceled";
    case "pending":
      return "pending";
    default:
      return "failed";
  }
}

export interface BuildParts {
  readonly row: BuildRow;
  readonly job: JobRow;
  readonly resources: readonly ResourceRow[];
  readonly agents: readonly AgentRow[];
  /** Of the agents, the newest first. */
  readonly statuses: readonly AppStatusRow[];
}

/** What the API shows of a build (coder-api 2.4). */
export function toBuild({ row, job, resources, ...parts }: BuildParts): WorkspaceBuild {
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    workspace_id: row.workspace_id,
    workspace_name: row.workspace_name,
    workspace_owner_id: row.workspace_owner_id,
    workspace_owner_name: row.workspace_owner_name,
    workspace_owner_avatar_url: row.workspace_owner_avatar_url,
    template_version_id: row.template_version_id,
    template_version_name: row.template_version_name,
    build_number: row.build_number,
    transition: row.transition,
    initiator_id: row.initiator_id,
    initiator_name: row.initiator_name,
    job: toProvisionerJob(job),
    reason: row.reason,
    resources: resources.map((resource) => toResource(resource, parts)),
    deadline: buildDeadline(row, job)?.toISOString() ?? null,
    max_deadline: null,
    status: buildStatus(row.transition, job),
    daily_cost: 0,
    template_version_preset_id: row.preset_id,
  };
}

function toResource(
  row: ResourceRow,
  { agents, statuses }: Pick<BuildParts, "agents" | "statuses">,
): WorkspaceResource {
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    job_id: row.job_id,
    workspace_transition: row.transition,
    type: row.type,
    name: row.name,
    hide: false,
    icon: row.icon,
    agents: agents.filter(({ resource_id: id }) => id === row.id).map((agent) => toAgent(agent, statuses)),
    metadata: row.metadata.map((item) => (item.sensitive ? { ...item, value: "" } : item)),
    daily_cost: 0,
  };
}
