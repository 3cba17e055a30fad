import { listJobs, type JobFilter, type ListedJob } from "../db/job-list.ts";
import type { JobMetadata, ProvisionerJob } from "../wire/provisioner-job.ts";
import { ZERO_UUID } from "../wire/scalars.ts";
import { toProvisionerJob } from "./job-view.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export type { JobFilter } from "../db/job-list.ts";

/** Jobs of an organization with what they are about, newest first (coder-api 3.6). */
export async function listProvisionerJobs(
  { db }: Pick<WorkspacesContext, "db">,
  filter: JobFilter,
): Promise<readonly ProvisionerJob[]> {
  return (await listJobs(db, filter)).map((row) => ({ ...toProvisionerJob(row), metadata: metadataOf(row) }));
}

function metadataOf(row: ListedJob): JobMetadata {
  return {
    template_version_name: row.version_name ?? "",
    template_id: row.template_id ?? ZERO_UUID,
    template_name: row.template_name ?? "",
    template_display_name: row.template_display_name ?? "",
    template_icon: row.template_icon ?? "",
    ...(row.workspace_id !== null && { workspace_id: row.workspace_id }),
    ...(row.workspace_name !== null && { workspace_name: row.workspace_name }),
    ...(row.transition !== null && { workspace_build_transition: row.transition }),
  };
}
