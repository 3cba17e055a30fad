import { type Selectable, sql, type SqlBool } from "kysely";
import type { AuditLogTable } from "./audit-log-table.ts";
import type { Db } from "./connect.ts";

/** An entry with the names that people know things by. */
export interface ActivityRow extends Omit<Selectable<AuditLogTable>, "diff" | "additional_fields"> {
  readonly additional_fields: Readonly<Record<string, unknown>>;
  readonly username: string;
  readonly workspace_name: string | null;
  readonly client_name: string | null;
}

/** Conditions, all of which hold; texts are in any case. */
export interface ActivityFilter {
  readonly userId?: string | undefined;
  readonly username?: string | undefined;
  readonly client?: string | undefined;
  readonly tool?: string | undefined;
  /** By name, `owner/name` or id. */
  readonly workspace?: string | undefined;
  readonly since?: Date | undefined;
  /** Entries older than the one of this id. */
  readonly before?: string | undefined;
  readonly id?: string | undefined;
}

/** Entries that people did or tried to do, newest first. */
export async function activityRows(
  db: Db,
  filter: ActivityFilter,
  limit: number,
): Promise<readonly ActivityRow[]> {
  const { rows } = await sql<ActivityRow>`
    select l.*, u.username, o.username || '/' || w.name as workspace_name,
           (select g.client_name from oauth_grants g where g.client_id = l.client_id limit 1) as client_name
      from audit_logs l
      join users u on u.id = l.user_id
      left join workspaces w on w.id = l.workspace_id
      left join users o on o.id = w.owner_id
     where ${sql.join([sql<SqlBool>`true`, ...conditionsOf(filter)], sql` and `)}
     order by l.time desc, l.id desc limit ${limit}`.execute(db);
  return rows;
}

function* conditionsOf({ userId, username, client, tool, workspace, since, before, id }: ActivityFilter) {
  if (userId !== undefined) yield sql`l.user_id = ${userId}`;
  if (username !== undefined) yield sql`lower(u.username) = lower(${username})`;
  if (client !== undefined) yield sql`l.client_id = ${client}`;
  if (tool !== undefined) yield sql`l.resource_type = 'mcp_tool' and l.resource_target = ${tool}`;
  if (workspace !== undefined)
    yield sql`(l.workspace_id::text = lower(${workspace}) or lower(w.name) = lower(${workspace})
      or lower(o.username || '/' || w.name) = lower(${workspace}))`;
  if (since !== undefined) yield sql`l.time >= ${since}`;
  if (before !== undefined)
    yield sql`(l.time, l.id) < (select b.time, b.id from audit_logs b where b.id = ${before})`;
  if (id !== undefined) yield sql`l.id = ${id}`;
}
