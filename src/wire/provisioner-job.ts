import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

/** Coder's ProvisionerJob (coder-api 2.5). */
export const ProvisionerJob = z.object({
  id: Uuid,
  created_at: Time,
  started_at: Time.nullish(),
  completed_at: Time.nullish(),
  canceled_at: Time.nullish(),
  error: z.string().optional(),
  error_code: z.string().optional(),
  status: z.string(),
  worker_id: Uuid.nullish(),
  worker_name: z.string().optional(),
  file_id: Uuid.optional(),
  tags: z.record(z.string(), z.string()).nullish(),
  queue_position: z.int().optional(),
  queue_size: z.int().optional(),
  organization_id: Uuid.optional(),
  initiator_id: Uuid.optional(),
  input: z
    .object({
      template_version_id: Uuid.nullish(),
      workspace_build_id: Uuid.nullish(),
      error: z.string().optional(),
    })
    .optional(),
  type: z.string().optional(),
  available_workers: listOf(Uuid),
  metadata: z.record(z.string(), z.unknown()).optional(),
  logs_overflowed: z.boolean().optional(),
});
export type ProvisionerJob = z.infer<typeof ProvisionerJob>;

/** What a job is about, where jobs are listed; the zero UUID and "" where it is about nothing of the kind. */
export const JobMetadata = z.object({
  template_version_name: z.string(),
  template_id: Uuid,
  template_name: z.string(),
  template_display_name: z.string(),
  template_icon: z.string(),
  workspace_id: Uuid.optional(),
  workspace_name: z.string().optional(),
  workspace_build_transition: z.string().optional(),
});
export type JobMetadata = z.infer<typeof JobMetadata>;

export const JOB_STATUSES = [
  "pending",
  "running",
  "succeeded",
  "canceling",
  "canceled",
  "failed",
  "unknown",
] as const;

/** One line of a build's or an import's log (coder-api 2.7). */
export const JobLog = z.object({
  id: z.int(),
  created_at: Time,
  log_source: z.string(),
  log_level: z.string(),
  stage: z.string(),
  output: z.string(),
});
export type JobLog = z.infer<typeof JobLog>;
