import type { ColumnType } from "kysely";
import type { Stamp } from "./columns.ts";

/** Rows of what narrows calls. */
export interface LimitsDatabase {
  readonly limited_executions: LimitedExecutionTable;
}

interface LimitedExecutionTable {
  id: string;
  counter: string;
  agent_id: string;
  execution_id: ColumnType<string | null, string | null | undefined, string>;
  created_at: Stamp;
}
