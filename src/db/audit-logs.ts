import { type Selectable, sql, type SqlBool } from "kysely";
import { ZERO_UUID } from "../wire/scalars.ts";
import type { AuditEntry } from "../wire/audit-log.ts";
import type { AuditLogTable } from "./audit-log-table.ts";
import type { Db } from "./connect.ts";

export type AuditLogRow = Selectable<AuditLogTable>;

/** Conditions of a list, all of which hold; texts are in lower case. */
export interface AuditFilter {
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly resourceTarget?: string | undefined;
  readonly action?: string | undefined;
  readonly requestId?: string | undefined;
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  /** Name or id. */
  readonly organization?: string | undefined;
  readonly from?: Date | undefined;
  /** Entries of this moment are out. */
  readonly until?: Date | undefined;
  readonly buildReason?: string | undefined;
  readonly clientId?: string | undefined;
  /** Its id, or its name as the caller or the entry has it. */
  readonly workspace?: string | undefined;
}

/** Counting stops here: a log of millions is not counted to show a page of it (coder-api 5.1). */
export const COUNT_CAP = 2000;

/** Writes entries in the order given; one statement for any number of them. */
export async function insertAuditLogs(db: Db, entries: readonly AuditEntry[]): Promise<void> {
  await sql`
    insert into audit_logs (id, request_id, user_id, key_id, client_id, ip, user_agent, action, resource_type,
      resource_id, resource_target, organization_id, workspace_id, agent_id, trace_id, duration_ms, bytes,
      status_code, diff, additional_fields)
    select gen_random_uuid(), e."requestId", e."userId", e."keyId", coalesce(e."clientId", ''), e.ip, e."userAgent",
      e.action, e."resourceType", coalesce(e."resourceId", ${ZERO_UUID}), e."resourceTarget", e."organizationId",
      e."workspaceId", e."agentId", coalesce(e."traceId", ''), e."durationMs", e.bytes,
      e."statusCode", coalesce(e.diff, '{}'), e."additionalFields"
    from jsonb_to_recordset(${jsonOf(entries)}::jsonb) as e ("requestId" uuid, "userId" uuid, "keyId" text,
      "clientId" text, ip text, "userAgent" text, action text, "resourceType" text, "resourceId" uuid,
      "resourceTarget" text, "organizationId" uuid, "workspaceId" uuid, "agentId" uuid, "traceId" text,
      "durationMs" integer, bytes bigint, "statusCode" integer, diff jsonb, "additionalFields" jsonb)
  `.execute(db);
}

/** What PostgreSQL's JSON does not hold, as JSON.stringify writes it: the text of most entries has none of it. */
const UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

function jsonOf(entries: readonly AuditEntry[]): string {
  const text = JSON.stringify(entries);
  return UNSTORABLE.test(text) ? JSON.stringify(entries, storable) : text;
}

/** PostgreSQL's JSON holds neither U+0000 nor halves of characters, and one bad text must not cost the others' rows. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\uFFFD") : value;
}

/** One page, newest first, and how many entries match, up to the cap. */
export async function pageOfAuditLogs(
  db: Db,
  filter: AuditFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: readonly AuditLogRow[]; count: number }> {
  const rows = await matching(db, filter)
    .selectAll("audit_logs")
    .orderBy("audit_logs.time", "desc")
    .orderBy("audit_logs.id", "desc")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const capped = matching(db, filter).select("audit_logs.id").limit(COUNT_CAP).as("capped");
  const { count } = await db
    .selectFrom(capped)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { rows, count };
}

function matching(db: Db, filter: AuditFilter) {
  const conditions = [...conditionsOf(filter)];
  return db.selectFrom("audit_logs").where(sql<SqlBool>`${sql.join([sql`true`, ...conditions], sql` and `)}`);
}

function* conditionsOf(filter: AuditFilter) {
  const { resourceType, resourceId, resourceTarget, action, requestId } = filter;
  if (resourceType !== undefined) yield sql`resource_type = ${resourceType}`;
  if (resourceId !== undefined) yield sql`resource_id = ${resourceId}`;
  if (resourceTarget !== undefined) yield sql`lower(resource_target) = ${resourceTarget}`;
  if (action !== undefined) yield sql`action = ${action}`;
  if (requestId !== undefined) yield sql`request_id = ${requestId}`;
  if (filter.from !== undefined) yield sql`time >= ${filter.from}`;
  if (filter.until !== undefined) yield sql`time < ${filter.until}`;
  yield* peopleAndPlaces(filter);
  const { buildReason, clientId, workspace } = filter;
  if (buildReason !== undefined) yield sql`additional_fields ->> 'build_reason' = ${buildReason}`;
  if (clientId !== undefined) yield sql`lower(client_id) = ${clientId}`;
  if (workspace !== undefined)
    yield sql`(workspace_id::text = ${workspace} or workspace_id in
      (select w.id from workspaces w join users u on u.id = w.owner_id
        where lower(w.name) = ${workspace} or lower(u.username || '/' || w.name) = ${workspace}))`;
}

function* peopleAndPlaces({ username, email, organization }: AuditFilter) {
  if (username !== undefined)
    yield sql`user_id in (select id from users where lower(username) = ${username})`;
  if (email !== undefined) yield sql`user_id in (select id from users where lower(email) = ${email})`;
  if (organization !== undefined)
    yield sql`organization_id in
      (select id from organizations where lower(name) = ${organization} or id::text = ${organization})`;
}
