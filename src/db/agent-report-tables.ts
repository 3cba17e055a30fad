import type { Generated } from "kysely";
import type { Stamp } from "./columns.ts";

export interface AgentLogTable {
  id: Generated<number>;
  agent_id: string;
  created_at: Date;
  level: string;
  source_id: string;
  output: string;
}

export interface AppStatusTable {
  id: string;
  number: Generated<number>;
  created_at: Stamp;
  workspace_id: string;
  agent_id: string;
  app_id: string;
  state: string;
  message: string;
  uri: Generated<string>;
}
