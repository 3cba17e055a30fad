import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { McpSessionMessageTable, McpSessionTable } from "./mcp-schema.ts";
import type { AgentSpec, TemplateSpec } from "../wire/template-spec.ts";
import type { StoredLimit } from "../wire/grant-limits.ts";
import type { NullableTime, Stamp } from "./columns.ts";
import type { IdempotencyTable } from "./idempotency-table.ts";
import type { LimitsDatabase } from "./limits-schema.ts";
import type { OauthDatabase } from "./oauth-schema.ts";
import type { AgentLogTable, AppStatusTable } from "./agent-report-tables.ts";
import type { WorkspaceTable } from "./workspace-table.ts";
import type { AuditDatabase } from "./audit-log-table.ts";

/** Rows as PostgreSQL holds them; `migrations/` is where they are made. */
export interface Database extends OauthDatabase, LimitsDatabase, AuditDatabase {
  readonly site_settings: { key: string; value: string };
  readonly organizations: OrganizationTable;
  readonly users: UserTable;
  readonly organization_members: MemberTable;
  readonly api_keys: ApiKeyTable;
  readonly idempotency_keys: IdempotencyTable;
  readonly files: FileTable;
  readonly provisioner_jobs: JobTable;
  readonly provisioner_job_logs: JobLogTable;
  readonly templates: TemplateTable;
  readonly template_versions: TemplateVersionTable;
  readonly template_version_presets: PresetTable;
  readonly workspaces: WorkspaceTable;
  readonly workspace_builds: BuildTable;
  readonly workspace_build_parameters: { build_id: string; name: string; value: string };
  readonly workspace_resources: ResourceTable;
  readonly workspace_agents: AgentTable;
  readonly workspace_agent_logs: AgentLogTable;
  readonly workspace_app_statuses: AppStatusTable;
  readonly mcp_sessions: McpSessionTable;
  readonly mcp_session_messages: McpSessionMessageTable;
}

export interface OrganizationTable {
  id: string;
  name: string;
  display_name: Generated<string>;
  description: Generated<string>;
  icon: Generated<string>;
  is_default: Generated<boolean>;
  created_at: Stamp;
  updated_at: Stamp;
}

export interface UserTable {
  id: string;
  username: string;
  email: string;
  name: Generated<string>;
  avatar_url: Generated<string>;
  status: "active" | "dormant" | "suspended";
  login_type: string;
  hashed_password: Generated<string>;
  roles: Generated<string[]>;
  deleted: Generated<boolean>;
  created_at: Stamp;
  updated_at: Stamp;
  last_seen_at: Stamp;
}

export interface MemberTable {
  organization_id: string;
  user_id: string;
  roles: Generated<string[]>;
  created_at: Stamp;
  updated_at: Stamp;
}

export interface ApiKeyTable {
  id: string;
  hashed_secret: Buffer;
  user_id: string;
  login_type: string;
  scopes: Generated<string[]>;
  allow_list: Generated<string[]>;
  token_name: Generated<string>;
  lifetime_seconds: number;
  limits: JSONColumnType<readonly StoredLimit[], string | undefined>;
  derived: Generated<boolean>;
  last_used: Stamp;
  expires_at: Date;
  created_at: Stamp;
  updated_at: Stamp;
}

export interface FileTable {
  id: string;
  hash: string;
  created_by: string;
  mimetype: string;
  data: Buffer;
  created_at: Stamp;
}

export type JobType = "template_version_import" | "workspace_build" | "template_version_dry_run";

export interface JobTable {
  id: string;
  type: JobType;
  organization_id: string;
  initiator_id: string;
  provisioner: string;
  file_id: string;
  input_id: string;
  created_at: Stamp;
  started_at: NullableTime;
  completed_at: NullableTime;
  canceled_at: NullableTime;
  error: Generated<string>;
  error_code: Generated<string>;
  worker_id: string | null;
  attempt: Generated<number>;
  heartbeat_at: NullableTime;
  logs_length: Generated<number>;
  logs_overflowed: Generated<boolean>;
  status: ColumnType<string, never, never>;
}

export interface JobLogTable {
  id: Generated<number>;
  job_id: string;
  created_at: Date;
  source: string;
  level: string;
  stage: string;
  output: string;
}

export interface TemplateTable {
  id: string;
  organization_id: string;
  name: string;
  display_name: Generated<string>;
  description: Generated<string>;
  icon: Generated<string>;
  provisioner: string;
  active_version_id: string;
  default_ttl_ms: Generated<number>;
  activity_bump_ms: Generated<number>;
  allow_user_cancel_workspace_jobs: Generated<boolean>;
  allow_user_autostart: Generated<boolean>;
  allow_user_autostop: Generated<boolean>;
  require_active_version: Generated<boolean>;
  deprecation_message: Generated<string>;
  created_by: string;
  deleted: Generated<boolean>;
  created_at: Stamp;
  updated_at: Stamp;
}

export interface TemplateVersionTable {
  id: string;
  template_id: string | null;
  organization_id: string;
  name: string;
  message: Generated<string>;
  readme: Generated<string>;
  provisioner: string;
  file_id: string;
  job_id: string;
  created_by: string;
  archived: Generated<boolean>;
  spec: JSONColumnType<TemplateSpec> | null;
  created_at: Stamp;
  updated_at: Stamp;
}

export interface PresetTable {
  id: string;
  template_version_id: string;
  name: string;
  description: Generated<string>;
  icon: Generated<string>;
  is_default: Generated<boolean>;
  parameters: JSONColumnType<Record<string, string>>;
  position: number;
}

export interface BuildTable {
  id: string;
  workspace_id: string;
  template_version_id: string;
  preset_id: string | null;
  job_id: string;
  build_number: number;
  transition: "start" | "stop" | "delete";
  initiator_id: string;
  reason: string;
  active: Generated<boolean>;
  deadline: NullableTime;
  created_at: Stamp;
  updated_at: Stamp;
}

export interface ResourceMetadata {
  readonly key: string;
  readonly value: string;
  readonly sensitive: boolean;
}

export interface ResourceTable {
  id: string;
  job_id: string;
  transition: string;
  type: string;
  name: string;
  icon: Generated<string>;
  metadata: JSONColumnType<readonly ResourceMetadata[]>;
  created_at: Stamp;
}

export type StoredApp = AgentSpec["apps"][number] & { readonly id: string };

export interface AgentTable {
  id: string;
  resource_id: string;
  build_id: string;
  workspace_id: string;
  name: string;
  hashed_token: Buffer;
  spec: JSONColumnType<AgentSpec>;
  apps: JSONColumnType<readonly StoredApp[]>;
  version: Generated<string>;
  operating_system: Generated<string>;
  architecture: Generated<string>;
  expanded_directory: Generated<string>;
  lifecycle_state: Generated<string>;
  first_connected_at: NullableTime;
  last_connected_at: NullableTime;
  disconnected_at: NullableTime;
  started_at: NullableTime;
  ready_at: NullableTime;
  replica_id: string | null;
  last_report_id: Generated<number>;
  logs_length: Generated<number>;
  logs_overflowed: Generated<boolean>;
  created_at: Stamp;
  updated_at: Stamp;
}
