import { sql, type Insertable } from "kysely";
import type { Db } from "./connect.ts";
import type { BuildTable } from "./schema.ts";

/** A build with its job and the names that its view shows. */
export type BuildRow = Awaited<ReturnType<typeof findBuilds>>[number];

/** Inserts a build and makes it the workspace's latest; a second active one fails on `workspace_builds_active`. */
export async function insertBuild(db: Db, build: Insertable<BuildTable>): Promise<void> {
  await db.insertInto("workspace_builds").values(build).execute();
  await db
    .updateTable("workspaces")
    .set({ latest_build_id: build.id, updated_at: sql`now()` })
    .where("id", "=", build.workspace_id)
    .execute();
}

/** The builds of these ids, in no order. */
export async function findBuilds(db: Db, ids: readonly string[]) {
  return ids.length === 0 ? [] : await withNames(db).where("b.id", "in", ids).execute();
}

export async function findBuild(db: Db, id: string): Promise<BuildRow | undefined> {
  return await withNames(db).where("b.id", "=", id).executeTakeFirst();
}

export async function findBuildByNumber(
  db: Db,
  workspaceId: string,
  number: number,
): Promise<BuildRow | undefined> {
  return await withNames(db)
    .where("b.workspace_id", "=", workspaceId)
    .where("b.build_number", "=", number)
    .executeTakeFirst();
}

export interface BuildPage {
  readonly workspaceId: string;
  readonly since?: Date | undefined;
  /** Only builds with a greater number than this one's (coder-api 2.6). */
  readonly afterId?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Newest first. */
export async function listBuilds(
  db: Db,
  { workspaceId, since, afterId, limit, offset }: BuildPage,
): Promise<readonly BuildRow[]> {
  return await withNames(db)
    .where("b.workspace_id", "=", workspaceId)
    .$if(since !== undefined, (query) => query.where("b.created_at", ">", since ?? new Date(0)))
    .$if(afterId !== undefined, (query) =>
      query.where("b.build_number", ">", (eb) =>
        eb
          .selectFrom("workspace_builds as other")
          .select("other.build_number")
          .where("other.workspace_id", "=", workspaceId)
          .where("other.id", "=", afterId ?? ""),
      ),
    )
    .orderBy("b.build_number", "desc")
    .$if(limit > 0, (query) => query.limit(limit))
    .offset(offset)
    .execute();
}

/** Keeps a running workspace from being stopped for want of use until `deadline`. */
export async function extendBuild(db: Db, id: string, deadline: Date): Promise<void> {
  await db
    .updateTable("workspace_builds")
    .set({ deadline, updated_at: sql`now()` })
    .where("id", "=", id)
    .execute();
}

/** Frees the workspace for its next build. */
export async function endBuild(db: Db, id: string): Promise<void> {
  await db
    .updateTable("workspace_builds")
    .set({ active: false, updated_at: sql`now()` })
    .where("id", "=", id)
    .execute();
}

export async function insertBuildParameters(
  db: Db,
  buildId: string,
  values: readonly { name: string; value: string }[],
): Promise<void> {
  if (values.length === 0) return;
  await db
    .insertInto("workspace_build_parameters")
    .values(values.map(({ name, value }) => ({ build_id: buildId, name, value })))
    .execute();
}

export async function buildParameters(
  db: Db,
  buildId: string,
): Promise<readonly { name: string; value: string }[]> {
  return await db
    .selectFrom("workspace_build_parameters")
    .select(["name", "value"])
    .where("build_id", "=", buildId)
    .orderBy("name")
    .execute();
}

function withNames(db: Db) {
  return db
    .selectFrom("workspace_builds as b")
    .innerJoin("workspaces as w", "w.id", "b.workspace_id")
    .innerJoin("users as u", "u.id", "w.owner_id")
    .innerJoin("users as i", "i.id", "b.initiator_id")
    .innerJoin("templates as t", "t.id", "w.template_id")
    .innerJoin("organizations as o", "o.id", "w.organization_id")
    .innerJoin("template_versions as v", "v.id", "b.template_version_id")
    .selectAll("b")
    .select([
      "w.name as workspace_name",
      "w.owner_id as workspace_owner_id",
      "w.organization_id",
      "w.template_id",
      "t.name as template_name",
      "o.name as organization_name",
      "w.deleted as workspace_deleted",
      "w.ttl_ms as workspace_ttl_ms",
      "w.last_used_at as workspace_last_used_at",
      "u.username as workspace_owner_name",
      "u.avatar_url as workspace_owner_avatar_url",
      "i.username as initiator_name",
      "v.name as template_version_name",
      "t.allow_user_cancel_workspace_jobs as allow_user_cancel",
    ]);
}
