import { randomUUID } from "node:crypto";
import { sql, type Insertable, type Selectable } from "kysely";
import type { AppStatusTable } from "./agent-report-tables.ts";
import type { Db } from "./connect.ts";

export type AppStatusRow = Selectable<AppStatusTable>;

/** So many of an agent's statuses are kept. */
const KEPT = 20;

/** Adds a status, and drops what is past the kept ones of its agent. */
export async function insertAppStatus(
  db: Db,
  status: Omit<Insertable<AppStatusTable>, "id" | "number" | "created_at">,
): Promise<void> {
  await db
    .insertInto("workspace_app_statuses")
    .values({ ...status, id: randomUUID() })
    .execute();
  await db
    .deleteFrom("workspace_app_statuses")
    .where("agent_id", "=", status.agent_id)
    .where("number", "<=", (query) =>
      query
        .selectFrom("workspace_app_statuses")
        .select("number")
        .where("agent_id", "=", status.agent_id)
        .orderBy("number", "desc")
        .offset(KEPT)
        .limit(1),
    )
    .execute();
}

/** The kept statuses of agents, the newest first. */
export async function statusesOfAgents(
  db: Db,
  agentIds: readonly string[],
): Promise<readonly AppStatusRow[]> {
  if (agentIds.length === 0) return [];
  return await db
    .selectFrom("workspace_app_statuses")
    .selectAll()
    .where("agent_id", "in", agentIds)
    .orderBy("number", "desc")
    .execute();
}

/** The newest status of each workspace that has one. */
export async function latestStatuses(
  db: Db,
  workspaceIds: readonly string[],
): Promise<readonly AppStatusRow[]> {
  if (workspaceIds.length === 0) return [];
  return await db
    .selectFrom("workspace_app_statuses")
    .selectAll()
    .distinctOn("workspace_id")
    .where("workspace_id", "in", workspaceIds)
    .orderBy("workspace_id")
    .orderBy(sql`number`, "desc")
    .execute();
}
