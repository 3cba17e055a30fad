import { createHash } from "node:crypto";
import type { VersionRow } from "../db/template-versions.ts";
import type { AgentSpec, TemplateSpec } from "../wire/template-spec.ts";
import type { WorkspaceAgent, WorkspaceResource } from "../wire/workspace-agent.ts";
import { toApp } from "./app-view.ts";

/** What a start of the version would bring up: a resource for each agent, none of which exists (coder-api 3.3). */
export function resourcesOfSpec(version: VersionRow, spec: TemplateSpec): readonly WorkspaceResource[] {
  return spec.agents.map((agent) => {
    const id = idOf(version.id, "resource", agent.name);
    return {
      id,
      created_at: version.created_at.toISOString(),
      job_id: version.job_id,
      workspace_transition: "start",
      type: version.provisioner,
      name: agent.name,
      hide: false,
      icon: "",
      agents: [plannedAgent(version, id, agent)],
      metadata: [],
      daily_cost: 0,
    };
  });
}

function plannedAgent(version: VersionRow, resourceId: string, spec: AgentSpec): WorkspaceAgent {
  const at = version.created_at.toISOString();
  return {
    id: idOf(version.id, "agent", spec.name),
    parent_id: null,
    resource_id: resourceId,
    created_at: at,
    updated_at: at,
    status: "connecting",
    lifecycle_state: "created",
    name: spec.name,
    architecture: "",
    operating_system: "linux",
    environment_variables: spec.env,
    directory: spec.directory,
    version: "",
    api_version: "",
    apps: spec.apps.map((app) => toApp(idOf(version.id, "app", `${spec.name}/${app.slug}`), app)),
    log_sources: [],
    scripts: [],
    subsystems: [],
    display_apps: ["web_terminal"],
    health: { healthy: false, reason: "the agent is only planned" },
    connection_timeout_seconds: spec.connection_timeout_seconds,
    troubleshooting_url: "",
    startup_script_behavior: spec.startup_script_behavior,
    logs_length: 0,
    logs_overflowed: false,
  };
}

/** A UUID (RFC 9562 section 5.8) that stays the same however often the version is read. */
function idOf(...parts: readonly string[]): string {
  const bytes = createHash("sha256").update(parts.join("\0")).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
