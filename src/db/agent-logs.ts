import { sql, type Insertable, type Selectable } from "kysely";
import type { AgentLogTable } from "./agent-report-tables.ts";
import type { Db } from "./connect.ts";

export type AgentLogRow = Selectable<AgentLogTable>;

/** An agent's log may hold so many bytes (coder-api 8.6). */
export const MAX_AGENT_LOG_BYTES = 1024 * 1024;

/** Appends lines to an agent's log, up to its limit. */
export async function appendAgentLogs(
  db: Db,
  agentId: string,
  lines: readonly Insertable<AgentLogTable>[],
): Promise<void> {
  if (lines.length === 0) return;
  const bytes = lines.reduce((sum, { output }) => sum + Buffer.byteLength(output), 0);
  const row = await db
    .updateTable("workspace_agents")
    .set((eb) => ({
      logs_length: eb("logs_length", "+", bytes),
      logs_overflowed: sql<boolean>`logs_overflowed or logs_length + ${bytes} > ${MAX_AGENT_LOG_BYTES}`,
    }))
    .where("id", "=", agentId)
    .returning("logs_overflowed")
    .executeTakeFirst();
  if (row?.logs_overflowed === false)
    await db
      .insertInto("workspace_agent_logs")
      .values([...lines])
      .execute();
}

/** Lines after `after`, oldest first. */
export async function agentLogs(db: Db, agentId: string, after: number): Promise<readonly AgentLogRow[]> {
  return await db
    .selectFrom("workspace_agent_logs")
    .selectAll()
    .where("agent_id", "=", agentId)
    .where("id", ">", after)
    .orderBy("id")
    .execute();
}
