import { sql } from "kysely";
import type { Db } from "./connect.ts";
import { publish } from "./events.ts";

/** Leaves a message for the other replicas and tells them: NOTIFY itself carries at most 8000 bytes. */
export async function leaveMcpMessage(
  db: Db,
  sessionId: Buffer,
  message: Record<string, unknown>,
): Promise<void> {
  const { id } = await db
    .insertInto("mcp_session_messages")
    .values({ session_id: sessionId, message: JSON.stringify(message) })
    .returning("id")
    .executeTakeFirstOrThrow();
  await publish(db, "mcp_message", `${id}.${sessionId.toString("hex")}`);
}

export async function mcpMessage(db: Db, id: number): Promise<Record<string, unknown> | undefined> {
  const row = await db
    .selectFrom("mcp_session_messages")
    .select("message")
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.message;
}

/** What was left for these sessions in the last minutes, oldest first: some of it may have been heard already. */
export async function recentMcpMessages(
  db: Db,
  sessionIds: readonly Buffer[],
): Promise<readonly { session_id: Buffer; message: Record<string, unknown> }[]> {
  return await db
    .selectFrom("mcp_session_messages")
    .select(["session_id", "message"])
    .where("session_id", "in", sessionIds)
    .where("created_at", ">", sql<Date>`now() - interval '5 minutes'`)
    .orderBy("id")
    .execute();
}
