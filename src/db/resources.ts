import type { Insertable, Selectable } from "kysely";
import type { Db } from "./connect.ts";
import type { AgentTable, ResourceTable } from "./schema.ts";

export type ResourceRow = Selectable<ResourceTable>;
export type AgentRow = Selectable<AgentTable>;

export async function insertResources(
  db: Db,
  resources: readonly Insertable<ResourceTable>[],
  agents: readonly Insertable<AgentTable>[],
): Promise<void> {
  if (resources.length > 0)
    await db
      .insertInto("workspace_resources")
      .values([...resources])
      .execute();
  if (agents.length > 0)
    await db
      .insertInto("workspace_agents")
      .values([...agents])
      .execute();
}

/** Removes a job's resources with their agents, or only those of these ids. */
export async function deleteResources(db: Db, jobId: string, ids?: readonly string[]): Promise<void> {
  if (ids?.length === 0) return;
  await db
    .deleteFrom("workspace_resources")
    .where("job_id", "=", jobId)
    .$if(ids !== undefined, (query) => query.where("id", "in", ids ?? []))
    .execute();
}

/** Puts an agent into another resource; undefined leaves it where it is. */
export async function moveAgent(db: Db, agentId: string, resourceId: string | undefined): Promise<void> {
  if (resourceId === undefined) return;
  await db
    .updateTable("workspace_agents")
    .set({ resource_id: resourceId })
    .where("id", "=", agentId)
    .execute();
}

export async function resourcesOfJobs(db: Db, jobIds: readonly string[]): Promise<readonly ResourceRow[]> {
  if (jobIds.length === 0) return [];
  return await db
    .selectFrom("workspace_resources")
    .selectAll()
    .where("job_id", "in", jobIds)
    .orderBy("name")
    .execute();
}

export async function agentsOfResources(
  db: Db,
  resourceIds: readonly string[],
): Promise<readonly AgentRow[]> {
  if (resourceIds.length === 0) return [];
  return await db
    .selectFrom("workspace_agents")
    .selectAll()
    .where("resource_id", "in", resourceIds)
    .orderBy("name")
    .execute();
}
