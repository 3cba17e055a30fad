import { randomUUID } from "node:crypto";
import { appendJobLogs } from "../db/job-logs.ts";
import { findJob, insertJob, type JobRow } from "../db/jobs.ts";
import { findVersionSpec, type VersionRow } from "../db/template-versions.ts";
import { resolveParameters } from "../provisioners/parameter-values.ts";
import { AppError } from "../wire/errors.ts";
import type { ProvisionerJob } from "../wire/provisioner-job.ts";
import type { ParameterValue } from "../wire/rich-parameter.ts";
import type { TemplateSpec } from "../wire/template-spec.ts";
import type { WorkspaceResource } from "../wire/workspace-agent.ts";
import { toProvisionerJob } from "./job-view.ts";
import { resourcesOfSpec } from "./template-version-resources.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface DryRunRequest {
  readonly version: VersionRow;
  readonly initiatorId: string;
  readonly parameters: readonly ParameterValue[];
}

/**
 * Finds out what a workspace of these parameters would be (coder-api 3.5). The import has found what there is to plan,
 * so that the job has ended when it is there. AppError invalid for bad parameters.
 */
export async function createDryRun(
  { db }: Pick<WorkspacesContext, "db">,
  { version, initiatorId, parameters }: DryRunRequest,
): Promise<ProvisionerJob> {
  const spec = await findVersionSpec(db, version.id);
  if (spec === undefined) {
    throw new AppError("invalid", `The template version was not imported: ${version.job.error}`);
  }
  const request = { parameters: spec.parameters, preset: undefined, previous: [], isUpdate: false };
  resolveParameters({ ...request, supplied: parameters });
  const [id, now] = [randomUUID(), new Date()];
  return await db.transaction().execute(async (tx) => {
    await insertJob(tx, {
      id,
      type: "template_version_dry_run",
      organization_id: version.organization_id,
      initiator_id: initiatorId,
      provisioner: version.provisioner,
      file_id: version.file_id,
      input_id: version.id,
      worker_id: null,
      started_at: now,
      completed_at: now,
    });
    const line = { job_id: id, created_at: now, source: "provisioner", level: "info" };
    await appendJobLogs(tx, id, [{ ...line, stage: "Planning", output: planned(spec) }]);
    return toProvisionerJob(present(await findJob(tx, id)));
  });
}

/** The dry-run of a version; undefined for any other job. */
export async function findDryRun(
  { db }: Pick<WorkspacesContext, "db">,
  version: VersionRow,
  jobId: string,
): Promise<JobRow | undefined> {
  const job = await findJob(db, jobId);
  return job?.type === "template_version_dry_run" && job.input_id === version.id ? job : undefined;
}

/** What a start would bring up. */
export async function dryRunResources(
  { db }: Pick<WorkspacesContext, "db">,
  version: VersionRow,
  job: JobRow,
): Promise<readonly WorkspaceResource[]> {
  const spec = await findVersionSpec(db, version.id);
  return spec === undefined ? [] : resourcesOfSpec({ ...version, job_id: job.id }, spec);
}

function planned({ agents }: TemplateSpec): string {
  return `A start brings up ${agents.length === 0 ? "no agents" : agents.map(({ name }) => name).join(", ")}`;
}

function present(job: JobRow | undefined): JobRow {
  if (job === undefined) throw new Error("a job that was inserted is gone");
  return job;
}
