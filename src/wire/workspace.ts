import { z } from "zod";
import { AppStatus } from "./app-status.ts";
import { ParameterValue } from "./rich-parameter.ts";
import { Name, Time, Uuid, listOf } from "./scalars.ts";
import { WorkspaceBuild } from "./workspace-build.ts";

/** Coder's Workspace (coder-api 2.2). */
export const Workspace = z.object({
  id: Uuid,
  created_at: Time,
  updated_at: Time,
  owner_id: Uuid,
  owner_name: z.string(),
  owner_avatar_url: z.string().default(""),
  organization_id: Uuid,
  organization_name: z.string().default(""),
  template_id: Uuid,
  template_name: z.string(),
  template_display_name: z.string().default(""),
  template_icon: z.string().default(""),
  template_allow_user_cancel_workspace_jobs: z.boolean().default(true),
  template_active_version_id: Uuid.optional(),
  template_require_active_version: z.boolean().default(false),
  template_use_classic_parameter_flow: z.boolean().default(true),
  latest_build: WorkspaceBuild,
  latest_app_status: AppStatus.nullish(),
  outdated: z.boolean().default(false),
  name: z.string(),
  autostart_schedule: z.string().optional(),
  ttl_ms: z.int().nullish(),
  last_used_at: Time,
  deleting_at: Time.nullish(),
  dormant_at: Time.nullish(),
  next_start_at: Time.nullish(),
  health: z.object({ healthy: z.boolean(), failing_agents: listOf(Uuid) }),
  automatic_updates: z.string().default("never"),
  allow_renames: z.boolean().default(false),
  favorite: z.boolean().default(false),
  is_prebuild: z.boolean().default(false),
  task_id: Uuid.nullish(),
});
export type Workspace = z.infer<typeof Workspace>;

export const WorkspaceList = z.object({ workspaces: listOf(Workspace), count: z.int() });
export type WorkspaceList = z.infer<typeof WorkspaceList>;

/** Body of `POST /users/{u}/workspaces`; exactly one of the two template fields. */
export const CreateWorkspace = z.object({
  template_id: Uuid.optional(),
  template_version_id: Uuid.optional(),
  name: Name,
  autostart_schedule: z.string().nullish(),
  ttl_ms: z.int().min(60_000, "must be at least one minute").nullish(),
  rich_parameter_values: z.array(ParameterValue).nullish(),
  automatic_updates: z.enum(["always", "never"]).optional(),
  template_version_preset_id: Uuid.optional(),
});
export type CreateWorkspace = z.input<typeof CreateWorkspace>;

export const RenameWorkspace = z.object({ name: Name });
export const UpdateTtl = z.object({
  ttl_ms: z
    .int()
    .min(60_000, "must be at least one minute")
    .max(30 * 24 * 3600 * 1000, "must be at most 30 days")
    .nullable(),
});

export const AUTOMATIC_UPDATES = ["always", "never"] as const;
export const UpdateAutomaticUpdates = z.object({ automatic_updates: z.enum(AUTOMATIC_UPDATES) });

/** An empty schedule is none. */
export const UpdateAutostart = z.object({ schedule: z.string().nullish() });
export const AutostartResolution = z.object({ parameter_mismatch: z.boolean() });

export const UpdateDormancy = z.object({ dormant: z.boolean() });

export const ExtendWorkspace = z.object({ deadline: z.iso.datetime({ offset: true }) });

/** Makes a mutation repeatable: the same key and request answer with the first result. */
export const IDEMPOTENCY_HEADER = "Idempotency-Key";
/** Set to `true` on an answer that an earlier call with the same key produced. */
export const REPLAYED_HEADER = "Idempotency-Replayed";
