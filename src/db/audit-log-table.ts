import type { ColumnType, Generated, JSONColumnType } from "kysely";

/** Rows of the audit log, which are added and never changed. */
export interface AuditLogTable {
  id: string;
  /** Filled by the database. */
  time: ColumnType<Date, never, never>;
  request_id: string;
  user_id: string;
  key_id: Generated<string>;
  ip: Generated<string>;
  user_agent: Generated<string>;
  action: string;
  resource_type: string;
  resource_id: Generated<string>;
  resource_target: Generated<string>;
  organization_id: string | null;
  status_code: number;
  diff: JSONColumnType<Readonly<Record<string, AuditDiff>>>;
  additional_fields: JSONColumnType<Readonly<Record<string, unknown>>>;
}

interface AuditDiff {
  readonly old?: unknown;
  readonly new?: unknown;
  readonly secret: boolean;
}
