import { buildJob } from "./build-job.ts";
import { importJob } from "./import-job.ts";
import type { JobHandlers } from "./job-runner.ts";

/** What each type of job does. */
export const JOB_HANDLERS: JobHandlers = {
  template_version_import: importJob,
  workspace_build: buildJob,
  template_version_dry_run: undefined,
};
