import type { ColumnType, Generated, JSONColumnType } from "kysely";

type Stamp = ColumnType<Date, Date | undefined, Date>;

export interface McpSessionTable {
  id: Buffer;
  user_id: string;
  client_id: Generated<string>;
  protocol_version: string;
  capabilities: JSONColumnType<Record<string, unknown>>;
  client_info: JSONColumnType<{ name: string; version: string }>;
  log_level: string | null;
  subscriptions: Generated<string[]>;
  stream_id: string | null;
  created_at: Stamp;
  last_used_at: Stamp;
  expires_at: Date;
}

export interface McpSessionMessageTable {
  id: Generated<number>;
  session_id: Buffer;
  message: JSONColumnType<Record<string, unknown>>;
  created_at: Stamp;
}
