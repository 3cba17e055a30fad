import type { BuildTimeRow, TemplateRow } from "../db/templates.ts";
import type { Template } from "../wire/template.ts";

/** Coder's Template (coder-api 3.1); policies that this deployment does not have show as switched off. */
export function toTemplate(row: TemplateRow, times: readonly BuildTimeRow[]): Template {
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    organization_id: row.organization_id,
    organization_name: row.organization_name,
    organization_display_name: row.organization_display_name,
    organization_icon: row.organization_icon,
    name: row.name,
    display_name: row.display_name,
    provisioner: row.provisioner,
    active_version_id: row.active_version_id,
    active_user_count: row.active_users,
    build_time_stats: toBuildTimeStats(times.filter(({ template_id: id }) => id === row.id)),
    description: row.description,
    deleted: row.deleted,
    deprecated: row.deprecation_message !== "",
    deprecation_message: row.deprecation_message,
    icon: row.icon,
    created_by_id: row.created_by,
    created_by_name: row.creator_username,
    default_ttl_ms: row.default_ttl_ms,
    activity_bump_ms: row.activity_bump_ms,
    allow_user_autostart: row.allow_user_autostart,
    allow_user_autostop: row.allow_user_autostop,
    allow_user_cancel_workspace_jobs: row.allow_user_cancel_workspace_jobs,
    require_active_version: row.require_active_version,
    ...ABSENT_POLICIES,
  };
}

const ABSENT_POLICIES = {
  autostop_requirement: { days_of_week: [], weeks: 1 },
  autostart_requirement: {
    days_of_week: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  },
  failure_ttl_ms: 0,
  time_til_dormant_ms: 0,
  time_til_dormant_autodelete_ms: 0,
  time_til_autostop_notify_ms: 0,
  max_port_share_level: "owner",
  cors_behavior: "simple",
  use_classic_parameter_flow: true,
  disable_module_cache: false,
};

function toBuildTimeStats(times: readonly BuildTimeRow[]): Template["build_time_stats"] {
  const of = (transition: BuildTimeRow["transition"]) => {
    const row = times.find((time) => time.transition === transition);
    return { P50: row?.p50 ?? null, P95: row?.p95 ?? null };
  };
  return { start: of("start"), stop: of("stop"), delete: of("delete") };
}
