import { z } from "zod";
import { ProvisionerJob } from "./provisioner-job.ts";
import { ParameterValue } from "./rich-parameter.ts";
import { Time, Uuid, listOf } from "./scalars.ts";
import { WorkspaceResource } from "./workspace-agent.ts";

export const TRANSITIONS = ["start", "stop", "delete"] as const;
export const Transition = z.enum(TRANSITIONS);
export type Transition = z.infer<typeof Transition>;

export { WORKSPACE_STATUSES, type WorkspaceStatus } from "./workspace-status.ts";

/** Coder's WorkspaceBuild (coder-api 2.4). */
export const WorkspaceBuild = z.object({
  id: Uuid,
  created_at: Time,
  updated_at: Time,
  workspace_id: Uuid,
  workspace_name: z.string(),
  workspace_owner_id: Uuid,
  workspace_owner_name: z.string().default(""),
  workspace_owner_avatar_url: z.string().optional(),
  template_version_id: Uuid,
  template_version_name: z.string().default(""),
  build_number: z.int(),
  transition: z.string(),
  initiator_id: Uuid,
  initiator_name: z.string().default(""),
  job: ProvisionerJob,
  reason: z.string(),
  resources: listOf(WorkspaceResource),
  deadline: Time.nullish(),
  max_deadline: Time.nullish(),
  status: z.string(),
  daily_cost: z.int().default(0),
  template_version_preset_id: Uuid.nullish(),
});
export type WorkspaceBuild = z.infer<typeof WorkspaceBuild>;

/** Body of `POST /workspaces/{id}/builds`. */
export const CreateBuild = z.object({
  transition: Transition,
  template_version_id: Uuid.optional(),
  rich_parameter_values: z.array(ParameterValue).nullish(),
  template_version_preset_id: Uuid.optional(),
  reason: z.string().max(64).optional(),
  log_level: z.enum(["debug", ""]).optional(),
  orphan: z.boolean().optional(),
});
export type CreateBuild = z.input<typeof CreateBuild>;
