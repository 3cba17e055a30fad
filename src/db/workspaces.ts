import { sql, type Insertable, type Updateable } from "kysely";
import type { Db } from "./connect.ts";
import type { WorkspaceTable } from "./workspace-table.ts";
import type { SelectedColumns } from "./selected-by.ts";

/** A workspace with the names of its owner, organization and template. */
export type WorkspaceRow = NonNullable<Awaited<ReturnType<typeof findWorkspace>>>;

export async function insertWorkspace(db: Db, workspace: Insertable<WorkspaceTable>): Promise<void> {
  await db.insertInto("workspaces").values(workspace).execute();
}

/** One workspace by id, also a deleted one. */
export async function findWorkspace(db: Db, id: string) {
  return await withNames(db).where("w.id", "=", id).executeTakeFirst();
}

/** The living workspace of that owner and name; the newest deleted one only when asked. */
export async function findWorkspaceByName(db: Db, ownerId: string, name: string, includeDeleted: boolean) {
  return await withNames(db)
    .where("w.owner_id", "=", ownerId)
    .where(sql`lower(w.name)`, "=", name.toLowerCase())
    .$if(!includeDeleted, (query) => query.where("w.deleted", "=", false))
    .orderBy("w.deleted")
    .orderBy("w.created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function updateWorkspace(db: Db, id: string, change: Updateable<WorkspaceTable>): Promise<void> {
  await db
    .updateTable("workspaces")
    .set({ ...change, updated_at: sql`now()` })
    .where("id", "=", id)
    .execute();
}

/** Locks the workspace until the transaction ends, so that its builds are made one after the other. */
export async function lockWorkspace(db: Db, id: string) {
  return await db.selectFrom("workspaces").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

/** Notes that a workspace is in use, at most every few seconds. */
export async function touchWorkspace(db: Db, id: string): Promise<void> {
  await db
    .updateTable("workspaces")
    .set({ last_used_at: sql`now()` })
    .where("id", "=", id)
    .where("last_used_at", "<", sql<Date>`now() - interval '5 seconds'`)
    .execute();
}

/** Running workspaces whose time without activity is over. */
export async function idleWorkspaces(db: Db): Promise<readonly { id: string; owner_id: string }[]> {
  return await db
    .selectFrom("workspaces as w")
    .innerJoin("workspace_builds as b", "b.id", "w.latest_build_id")
    .innerJoin("provisioner_jobs as j", "j.id", "b.job_id")
    .select(["w.id", "w.owner_id"])
    .where("w.deleted", "=", false)
    .where("w.ttl_ms", ">", 0)
    .where("b.transition", "=", "start")
    .where("j.status", "=", "succeeded")
    .where(
      sql<boolean>`greatest(greatest(w.last_used_at, j.completed_at) + make_interval(secs => w.ttl_ms / 1000.0), b.deadline) < now()`,
    )
    .execute();
}

/** Where the columns that workspaces are selected by stand in `withNames`. */
export const SELECTED: SelectedColumns = {
  id: "w.id",
  name: "w.name",
  ownerName: "u.username",
  templateId: "w.template_id",
  templateName: "t.name",
  organizationId: "w.organization_id",
  organizationName: "o.name",
};

export function withNames(db: Db) {
  return db
    .selectFrom("workspaces as w")
    .innerJoin("users as u", "u.id", "w.owner_id")
    .innerJoin("organizations as o", "o.id", "w.organization_id")
    .innerJoin("templates as t", "t.id", "w.template_id")
    .selectAll("w")
    .select([
      "u.username as owner_name",
      "u.avatar_url as owner_avatar_url",
      "o.name as organization_name",
      "t.name as template_name",
      "t.display_name as template_display_name",
      "t.icon as template_icon",
      "t.active_version_id as template_active_version_id",
      "t.require_active_version as template_require_active_version",
      "t.allow_user_cancel_workspace_jobs as template_allow_user_cancel_workspace_jobs",
    ]);
}
