import { type Selectable, sql } from "kysely";
import type { Db } from "./connect.ts";
import type { McpSessionTable } from "./mcp-schema.ts";

/** A session is over when nobody used it for so many hours. */
const IDLE_HOURS = 24;
/** A user's least recently used sessions make room for others. */
const MAX_SESSIONS_OF_USER = 1000;
/** Uses are written down so often, so that a busy session costs no write a call. */
const RECORD_EVERY = sql`interval '5 minutes'`;
const IDLE = sql`make_interval(hours => ${sql.lit(IDLE_HOURS)})`;

/** Whose a session is: nobody else may use it. */
export interface McpSessionOwner {
  readonly userId: string;
  readonly clientId: string;
}

export interface NewMcpSession extends McpSessionOwner {
  readonly id: Buffer;
  readonly protocolVersion: string;
  readonly capabilities: Record<string, unknown>;
  readonly clientInfo: { readonly name: string; readonly version: string };
}

export type McpSessionRow = Selectable<McpSessionTable>;

/** Adds a session; the user's oldest one goes when it has too many. */
export async function insertMcpSession(db: Db, session: NewMcpSession): Promise<void> {
  await db
    .insertInto("mcp_sessions")
    .values({
      id: session.id,
      user_id: session.userId,
      client_id: session.clientId,
      protocol_version: session.protocolVersion,
      capabilities: JSON.stringify(session.capabilities),
      client_info: JSON.stringify(session.clientInfo),
      expires_at: sql<Date>`now() + ${IDLE}`,
    })
    .execute();
  await sql`delete from mcp_sessions where id in (
    select id from mcp_sessions where user_id = ${session.userId}
     order by last_used_at desc, created_at desc offset ${MAX_SESSIONS_OF_USER})`.execute(db);
}

/** The session, if it is the owner's and goes on; asking for it is a use of it. */
export async function useMcpSession(
  db: Db,
  owner: McpSessionOwner,
  id: Buffer,
): Promise<McpSessionRow | undefined> {
  const row = await db
    .selectFrom("mcp_sessions")
    .selectAll()
    .select(sql<boolean>`last_used_at < now() - ${RECORD_EVERY}`.as("is_use_due"))
    .where("id", "=", id)
    .where("user_id", "=", owner.userId)
    .where("client_id", "=", owner.clientId)
    .where("expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
  if (row?.is_use_due === true) await recordUse(db, id);
  return row;
}

async function recordUse(db: Db, id: Buffer): Promise<void> {
  await db
    .updateTable("mcp_sessions")
    .set({ last_used_at: sql<Date>`now()`, expires_at: sql<Date>`now() + ${IDLE}` })
    .where("id", "=", id)
    .execute();
}

export async function changeMcpSession(
  db: Db,
  id: Buffer,
  change: { readonly log_level?: string; readonly stream_id?: string },
): Promise<void> {
  await db.updateTable("mcp_sessions").set(change).where("id", "=", id).execute();
}

/** Adds a subscription; false when the session would have more than `limit` of them. */
export async function subscribeMcpSession(
  db: Db,
  id: Buffer,
  { uri, limit }: { readonly uri: string; readonly limit: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("mcp_sessions")
    .set({ subscriptions: sql<string[]>`array_append(array_remove(subscriptions, ${uri}), ${uri})` })
    .where("id", "=", id)
    .where(sql<boolean>`cardinality(array_remove(subscriptions, ${uri})) < ${limit}`)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function unsubscribeMcpSession(db: Db, id: Buffer, uri: string): Promise<void> {
  await db
    .updateTable("mcp_sessions")
    .set({ subscriptions: sql<string[]>`array_remove(subscriptions, ${uri})` })
    .where("id", "=", id)
    .execute();
}

/** Makes `streamId` the one that tells the client, unless another one is. */
export async function takeMcpStream(db: Db, id: Buffer, streamId: string): Promise<void> {
  await db
    .updateTable("mcp_sessions")
    .set({ stream_id: streamId })
    .where("id", "=", id)
    .where("stream_id", "is", null)
    .execute();
}

/** Lets another stream take over; false when another one has already. */
export async function leaveMcpStream(db: Db, id: Buffer, streamId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("mcp_sessions")
    .set({ stream_id: null })
    .where("id", "=", id)
    .where("stream_id", "=", streamId)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends a session; false when there is none that is the owner's. */
export async function deleteMcpSession(db: Db, owner: McpSessionOwner, id: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("mcp_sessions")
    .where("id", "=", id)
    .where("user_id", "=", owner.userId)
    .where("client_id", "=", owner.clientId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

export async function deleteMcpSessionsOf(db: Db, userId: string): Promise<void> {
  await db.deleteFrom("mcp_sessions").where("user_id", "=", userId).execute();
}

/** Forgets sessions that are over, and messages whose receivers had ten minutes to read them. */
export async function forgetOldMcpSessions(db: Db): Promise<void> {
  await db
    .deleteFrom("mcp_sessions")
    .where("expires_at", "<", sql<Date>`now()`)
    .execute();
  await db
    .deleteFrom("mcp_session_messages")
    .where("created_at", "<", sql<Date>`now() - interval '10 minutes'`)
    .execute();
}
