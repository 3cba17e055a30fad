import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { AuditDiff } from "../wire/audit-log.ts";
import type { Stamp } from "./columns.ts";

export interface AuditDatabase {
  readonly audit_logs: AuditLogTable;
  readonly audit_chain: AuditChainTable;
  readonly audit_checkpoints: AuditCheckpointTable;
}

/** Rows of the audit log, which are added and never changed. */
export interface AuditLogTable {
  id: string;
  /** Filled by the database. */
  time: ColumnType<Date, never, never>;
  request_id: string;
  user_id: string;
  key_id: Generated<string>;
  client_id: Generated<string>;
  ip: Generated<string>;
  user_agent: Generated<string>;
  action: string;
  resource_type: string;
  resource_id: Generated<string>;
  resource_target: Generated<string>;
  organization_id: string | null;
  workspace_id: string | null;
  agent_id: string | null;
  trace_id: Generated<string>;
  duration_ms: number | null;
  bytes: number | null;
  status_code: number;
  diff: JSONColumnType<AuditDiff>;
  additional_fields: JSONColumnType<Readonly<Record<string, unknown>>>;
  /** The order in which rows were written. */
  seq: ColumnType<number, never, never>;
}

/** The links of the chain, in order without gaps. */
export interface AuditChainTable {
  position: number;
  log_id: string;
  hash: Buffer;
}

/** Signed statements of how the chain was. */
export interface AuditCheckpointTable {
  position: number;
  hash: Buffer;
  time: Stamp;
  anchor: Generated<boolean>;
  public_key: Buffer;
  signature: Buffer;
}
