import { z } from "zod";
import { DisplayName, Name, Time, Uuid, listOf } from "./scalars.ts";

const Percentiles = z.object({ P50: z.number().nullable(), P95: z.number().nullable() });

/** Coder's Template (coder-api 3.1). */
export const Template = z.object({
  id: Uuid,
  created_at: Time,
  updated_at: Time,
  organization_id: Uuid,
  organization_name: z.string().default(""),
  organization_display_name: z.string().default(""),
  organization_icon: z.string().default(""),
  name: z.string(),
  display_name: z.string().default(""),
  provisioner: z.string(),
  active_version_id: Uuid,
  active_user_count: z.int().default(0),
  build_time_stats: z.record(z.string(), Percentiles).nullish(),
  description: z.string().default(""),
  deleted: z.boolean().optional(),
  deprecated: z.boolean().default(false),
  deprecation_message: z.string().default(""),
  icon: z.string().default(""),
  default_ttl_ms: z.int().default(0),
  activity_bump_ms: z.int().default(0),
  autostop_requirement: z.object({ days_of_week: listOf(z.string()), weeks: z.int() }).optional(),
  autostart_requirement: z.object({ days_of_week: listOf(z.string()) }).optional(),
  created_by_id: Uuid,
  created_by_name: z.string().default(""),
  allow_user_autostart: z.boolean().default(true),
  allow_user_autostop: z.boolean().default(true),
  allow_user_cancel_workspace_jobs: z.boolean().default(true),
  failure_ttl_ms: z.int().default(0),
  time_til_dormant_ms: z.int().default(0),
  time_til_dormant_autodelete_ms: z.int().default(0),
  time_til_autostop_notify_ms: z.int().default(0),
  require_active_version: z.boolean().default(false),
  max_port_share_level: z.string().default("owner"),
  cors_behavior: z.string().default("simple"),
  use_classic_parameter_flow: z.boolean().default(true),
  disable_module_cache: z.boolean().default(false),
});
export type Template = z.infer<typeof Template>;

const settings = {
  display_name: DisplayName.optional(),
  description: z.string().max(128, "must be at most 128 characters").optional(),
  icon: z.string().max(256).optional(),
  default_ttl_ms: z.int().min(0).optional(),
  activity_bump_ms: z.int().min(0).optional(),
  allow_user_cancel_workspace_jobs: z.boolean().optional(),
  allow_user_autostart: z.boolean().optional(),
  allow_user_autostop: z.boolean().optional(),
  require_active_version: z.boolean().optional(),
};

/** Body of `POST /organizations/{o}/templates`. */
export const CreateTemplate = z.object({ ...settings, name: Name, template_version_id: Uuid });

/** Body of `PATCH /templates/{id}`: absent fields stay. */
export const UpdateTemplate = z.object({
  ...settings,
  name: Name.optional(),
  deprecation_message: z.string().optional(),
});
