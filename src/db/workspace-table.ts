import type { Generated } from "kysely";
import type { NullableTime, Stamp } from "./columns.ts";

export interface WorkspaceTable {
  id: string;
  owner_id: string;
  organization_id: string;
  template_id: string;
  name: string;
  latest_build_id: string | null;
  ttl_ms: number | null;
  autostart_schedule: string | null;
  automatic_updates: Generated<string>;
  dormant_at: NullableTime;
  deleting_at: NullableTime;
  favorite: Generated<boolean>;
  last_used_at: Stamp;
  deleted: Generated<boolean>;
  created_at: Stamp;
  updated_at: Stamp;
}
