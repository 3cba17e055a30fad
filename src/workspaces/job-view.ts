import type { JobRow } from "../db/jobs.ts";
import { ZERO_UUID } from "../wire/scalars.ts";
import type { ProvisionerJob } from "../wire/provisioner-job.ts";

/** A job as it stands inside builds and template versions (coder-api 2.5): its `metadata` has zero values. */
export function toProvisionerJob(row: JobRow): ProvisionerJob {
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    ...(row.started_at !== null && { started_at: row.started_at.toISOString() }),
    ...(row.completed_at !== null && { completed_at: row.completed_at.toISOString() }),
    ...(row.canceled_at !== null && { canceled_at: row.canceled_at.toISOString() }),
    ...(row.error !== "" && { error: row.error }),
    ...(row.error_code !== "" && { error_code: row.error_code }),
    status: row.status,
    ...(row.worker_id !== null && { worker_id: row.worker_id }),
    worker_name: "",
    file_id: row.file_id,
    tags: { scope: "organization", owner: "" },
    queue_position: 0,
    queue_size: 0,
    organization_id: row.organization_id,
    initiator_id: row.initiator_id,
    input: inputOf(row),
    type: row.type,
    available_workers: [],
    metadata: NO_METADATA,
    logs_overflowed: row.logs_overflowed,
  };
}

const NO_METADATA = {
  template_version_name: "",
  template_id: ZERO_UUID,
  template_name: "",
  template_display_name: "",
  template_icon: "",
};

const inputOf = (row: JobRow): ProvisionerJob["input"] =>
  row.type === "workspace_build"
    ? { workspace_build_id: row.input_id }
    : { template_version_id: row.input_id };
