import type { PresetRow } from "../db/presets.ts";
import type { VersionRow } from "../db/template-versions.ts";
import { ZERO_UUID } from "../wire/scalars.ts";
import type { Preset, TemplateVersion } from "../wire/template-version.ts";
import { toProvisionerJob } from "./job-view.ts";

/** Coder's TemplateVersion (coder-api 3.3). */
export function toTemplateVersion(row: VersionRow): TemplateVersion {
  return {
    id: row.id,
    template_id: row.template_id ?? ZERO_UUID,
    organization_id: row.organization_id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    name: row.name,
    message: row.message,
    job: toProvisionerJob(row.job),
    readme: row.readme,
    created_by: {
      id: row.created_by,
      username: row.creator_username,
      name: row.creator_name,
      avatar_url: row.creator_avatar_url,
    },
    archived: row.archived,
    has_external_agent: false,
  };
}

/** With the PascalCase keys that Coder sends. */
export const toPreset = (row: PresetRow): Preset => ({
  ID: row.id,
  Name: row.name,
  Parameters: Object.entries(row.parameters).map(([Name, Value]) => ({ Name, Value })),
  Default: row.is_default,
  DesiredPrebuildInstances: null,
  Description: row.description,
  Icon: row.icon,
});
