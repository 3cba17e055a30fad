import { z } from "zod";
import { AppStatus } from "./app-status.ts";
import { Time, Uuid, listOf } from "./scalars.ts";

/** Coder's WorkspaceApp (coder-api 2.9). */
export const WorkspaceApp = z.object({
  id: Uuid,
  url: z.string().optional(),
  external: z.boolean().default(false),
  slug: z.string(),
  display_name: z.string().optional(),
  command: z.string().optional(),
  icon: z.string().optional(),
  subdomain: z.boolean().default(false),
  subdomain_name: z.string().optional(),
  sharing_level: z.string().default("owner"),
  healthcheck: z.object({ url: z.string(), interval: z.int(), threshold: z.int() }).optional(),
  health: z.string().default("disabled"),
  hidden: z.boolean().default(false),
  open_in: z.string().default("slim-window"),
  statuses: listOf(AppStatus),
});
export type WorkspaceApp = z.infer<typeof WorkspaceApp>;

/** Coder's WorkspaceAgent (coder-api 2.9). */
export const WorkspaceAgent = z.object({
  id: Uuid,
  parent_id: Uuid.nullish(),
  resource_id: Uuid,
  created_at: Time,
  updated_at: Time,
  first_connected_at: Time.nullish(),
  last_connected_at: Time.nullish(),
  disconnected_at: Time.nullish(),
  started_at: Time.nullish(),
  ready_at: Time.nullish(),
  status: z.string(),
  lifecycle_state: z.string(),
  name: z.string(),
  architecture: z.string().default(""),
  operating_system: z.string().default(""),
  environment_variables: z.record(z.string(), z.string()).nullish(),
  directory: z.string().optional(),
  expanded_directory: z.string().optional(),
  version: z.string().default(""),
  api_version: z.string().default(""),
  apps: listOf(WorkspaceApp),
  log_sources: listOf(z.unknown()),
  scripts: listOf(z.unknown()),
  subsystems: listOf(z.string()),
  display_apps: listOf(z.string()),
  health: z.object({ healthy: z.boolean(), reason: z.string().optional() }).optional(),
  connection_timeout_seconds: z.int().default(0),
  troubleshooting_url: z.string().default(""),
  startup_script_behavior: z.string().default(""),
  logs_length: z.int().default(0),
  logs_overflowed: z.boolean().default(false),
});
export type WorkspaceAgent = z.infer<typeof WorkspaceAgent>;

/** Coder's WorkspaceResource (coder-api 2.9). */
export const WorkspaceResource = z.object({
  id: Uuid,
  created_at: Time,
  job_id: Uuid,
  workspace_transition: z.string(),
  type: z.string(),
  name: z.string(),
  hide: z.boolean().default(false),
  icon: z.string().default(""),
  agents: listOf(WorkspaceAgent),
  metadata: listOf(z.object({ key: z.string(), value: z.string(), sensitive: z.boolean() })),
  daily_cost: z.int().default(0),
});
export type WorkspaceResource = z.infer<typeof WorkspaceResource>;

/** One line of an agent's log; follow frames are arrays of these (coder-api 4.2). */
export const AgentLog = z.object({
  id: z.int(),
  created_at: Time,
  output: z.string(),
  level: z.string(),
  source_id: Uuid.optional(),
});
export type AgentLog = z.infer<typeof AgentLog>;
