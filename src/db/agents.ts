import { sql, type Updateable } from "kysely";
import type { Db } from "./connect.ts";
import type { AgentRow } from "./resources.ts";
import type { AgentTable } from "./schema.ts";

/** An agent with the workspace that it belongs to: what authorizing a call to it needs. */
export type AgentPlace = NonNullable<Awaited<ReturnType<typeof findAgentPlace>>>;

export async function findAgentPlace(db: Db, id: string) {
  return await places(db).where("a.id", "=", id).executeTakeFirst();
}

/** The agents of the latest build of a living workspace, by the names of its owner and its own. */
export async function findAgentPlaces(
  db: Db,
  { owner, workspace }: { readonly owner: string; readonly workspace: string },
) {
  return await places(db)
    .where((eb) => eb(eb.fn<string>("lower", ["u.username"]), "=", owner.toLowerCase()))
    .where((eb) => eb(eb.fn<string>("lower", ["w.name"]), "=", workspace.toLowerCase()))
    .where("u.deleted", "=", false)
    .where("w.deleted", "=", false)
    .whereRef("a.build_id", "=", "w.latest_build_id")
    .execute();
}

/** The agent that dials home with this token, if its build is the one that runs (coder-api 8.6). */
export async function findAgentByToken(db: Db, hashedToken: Buffer) {
  return await places(db)
    .where("a.hashed_token", "=", hashedToken)
    .where("w.deleted", "=", false)
    .where((eb) =>
      eb.or([
        eb("w.latest_build_id", "=", eb.ref("a.build_id")),
        // The previous start build goes on while a stop runs.
        eb.exists(
          eb
            .selectFrom("workspace_builds as later")
            .select("later.id")
            .where("later.id", "=", eb.ref("w.latest_build_id"))
            .where("later.active", "=", true)
            .where("later.build_number", "=", sql<number>`b.build_number + 1`),
        ),
      ]),
    )
    .executeTakeFirst();
}

export async function findAgent(db: Db, id: string): Promise<AgentRow | undefined> {
  return await db.selectFrom("workspace_agents").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function updateAgent(db: Db, id: string, change: Updateable<AgentTable>): Promise<void> {
  await db
    .updateTable("workspace_agents")
    .set({ ...change, updated_at: sql`now()` })
    .where("id", "=", id)
    .execute();
}

/** Marks the agent connected through this replica. */
export async function connectAgent(db: Db, id: string, replicaId: string): Promise<void> {
  await db
    .updateTable("workspace_agents")
    .set({
      first_connected_at: sql`coalesce(first_connected_at, now())`,
      last_connected_at: sql`now()`,
      disconnected_at: null,
      replica_id: replicaId,
    })
    .where("id", "=", id)
    .execute();
}

/** Notes that the agent is still there. */
export async function keepAgent(db: Db, id: string): Promise<void> {
  await db
    .updateTable("workspace_agents")
    .set({ last_connected_at: sql`now()` })
    .where("id", "=", id)
    .execute();
}

/** Marks the agent disconnected unless another replica has it by then. */
export async function disconnectAgent(db: Db, id: string, replicaId: string): Promise<void> {
  await db
    .updateTable("workspace_agents")
    .set({ disconnected_at: sql`now()` })
    .where("id", "=", id)
    .where("replica_id", "=", replicaId)
    .execute();
}

/** After a start of the only replica: no agent can be connected yet. */
export async function disconnectAllAgents(db: Db): Promise<void> {
  await db
    .updateTable("workspace_agents")
    .set({ disconnected_at: sql`now()`, replica_id: null })
    .where("first_connected_at", "is not", null)
    .where("disconnected_at", "is", null)
    .execute();
}

/** The agents of a build that is over are off. */
export async function retireAgents(db: Db, workspaceId: string, exceptBuildId: string): Promise<void> {
  await db
    .updateTable("workspace_agents")
    .set({ lifecycle_state: "off", disconnected_at: sql`coalesce(disconnected_at, now())` })
    .where("workspace_id", "=", workspaceId)
    .where("build_id", "<>", exceptBuildId)
    .where("lifecycle_state", "<>", "off")
    .execute();
}

function places(db: Db) {
  return db
    .selectFrom("workspace_agents as a")
    .innerJoin("workspaces as w", "w.id", "a.workspace_id")
    .innerJoin("workspace_builds as b", "b.id", "a.build_id")
    .innerJoin("users as u", "u.id", "w.owner_id")
    .innerJoin("templates as t", "t.id", "w.template_id")
    .innerJoin("organizations as o", "o.id", "w.organization_id")
    .selectAll("a")
    .select([
      "w.template_id",
      "t.name as template_name",
      "o.name as organization_name",
      "w.owner_id",
      "w.organization_id",
      "w.name as workspace_name",
      "w.deleted as workspace_deleted",
      "w.latest_build_id",
      "u.username as owner_name",
      "b.transition",
    ]);
}

/** The agents of a workspace that are not off. */
export async function agentsOfWorkspace(db: Db, workspaceId: string): Promise<readonly AgentRow[]> {
  return await db
    .selectFrom("workspace_agents")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("lifecycle_state", "<>", "off")
    .execute();
}
