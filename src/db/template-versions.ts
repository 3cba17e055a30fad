import { sql, type Insertable, type Selectable, type SelectQueryBuilder } from "kysely";
import { TemplateSpec } from "../wire/template-spec.ts";
import type { Db } from "./connect.ts";
import type { JobRow } from "./jobs.ts";
import type { Database, TemplateVersionTable } from "./schema.ts";

/** A version with its creator and its import job; the spec is read apart, because it can be large. */
export interface VersionRow extends Omit<Selectable<TemplateVersionTable>, "spec"> {
  readonly creator_username: string;
  readonly creator_name: string;
  readonly creator_avatar_url: string;
  readonly job: JobRow;
}

/** False when the template has a version of that name already. */
export async function insertVersion(
  db: Db,
  version: Omit<Insertable<TemplateVersionTable>, "spec">,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("template_versions")
    .values(version)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function findVersion(db: Db, id: string): Promise<VersionRow | undefined> {
  return await first(db, versions(db).where("template_versions.id", "=", id));
}

/** By name, case-insensitive. */
export async function findVersionByName(
  db: Db,
  templateId: string,
  name: string,
): Promise<VersionRow | undefined> {
  return await first(
    db,
    versions(db)
      .where("template_versions.template_id", "=", templateId)
      .where(sql<string>`lower(template_versions.name)`, "=", name.toLowerCase()),
  );
}

/** The version of the same template that was made last before this one. */
export async function findPreviousVersion(db: Db, version: VersionRow): Promise<VersionRow | undefined> {
  if (version.template_id === null) return undefined;
  return await first(
    db,
    versions(db)
      .where("template_versions.template_id", "=", version.template_id)
      .where(sql<boolean>`(template_versions.created_at, template_versions.id) < (${place(version.id)})`)
      .orderBy("template_versions.created_at", "desc")
      .orderBy("template_versions.id", "desc"),
  );
}

export interface VersionPage {
  readonly templateId: string;
  /** Only versions that were made after this one. */
  readonly afterId?: string | undefined;
  readonly includeArchived?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** A template's versions, oldest first. */
export async function listVersions(db: Db, page: VersionPage): Promise<readonly VersionRow[]> {
  const rows = await versions(db)
    .where("template_versions.template_id", "=", page.templateId)
    .$if(page.includeArchived !== true, (query) => query.where("template_versions.archived", "=", false))
    .$if(page.afterId !== undefined, (query) =>
      query.where(
        sql<boolean>`(template_versions.created_at, template_versions.id) > (${place(page.afterId ?? "")})`,
      ),
    )
    .orderBy("template_versions.created_at")
    .orderBy("template_versions.id")
    .$if((page.limit ?? 0) > 0, (query) => query.limit(page.limit ?? 0))
    .$if((page.offset ?? 0) > 0, (query) => query.offset(page.offset ?? 0))
    .execute();
  return await withJobs(db, rows);
}

/** What the import found; undefined until it succeeded. */
export async function findVersionSpec(db: Db, id: string): Promise<TemplateSpec | undefined> {
  const row = await db.selectFrom("template_versions").select("spec").where("id", "=", id).executeTakeFirst();
  return row === undefined || row.spec === null ? undefined : TemplateSpec.parse(row.spec);
}

/** Stores the result of a version's import. */
export async function storeVersionSpec(
  db: Db,
  id: string,
  { provisioner, spec }: { readonly provisioner: string; readonly spec: TemplateSpec },
): Promise<void> {
  await db
    .updateTable("template_versions")
    .set({ provisioner, readme: spec.readme, spec: JSON.stringify(spec), updated_at: sql`now()` })
    .where("id", "=", id)
    .execute();
}

/** Makes a version the template's own; false when it has a template already. */
export async function attachVersion(db: Db, id: string, templateId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("template_versions")
    .set({ template_id: templateId, updated_at: sql`now()` })
    .where("id", "=", id)
    .where("template_id", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Throws PostgreSQL's unique violation when the template has another version of the name. */
export async function updateVersion(
  db: Db,
  id: string,
  changes: { readonly name?: string | undefined; readonly message?: string | undefined },
): Promise<void> {
  await db
    .updateTable("template_versions")
    .set({ ...changes, updated_at: sql`now()` })
    .where("id", "=", id)
    .execute();
}

/** Archives or restores versions, never a template's active one; returns the ids that changed. */
export async function setVersionsArchived(
  db: Db,
  ids: readonly string[],
  archived: boolean,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .updateTable("template_versions")
    .set({ archived, updated_at: sql`now()` })
    .where("id", "in", ids)
    .where("archived", "=", !archived)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("templates")
            .select("templates.id")
            .whereRef("templates.active_version_id", "=", "template_versions.id"),
        ),
      ),
    )
    .returning("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Versions that no workspace's latest build uses; without `all` only those whose import failed. */
export async function listUnusedVersions(
  db: Db,
  templateId: string,
  all: boolean,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("template_versions")
    .innerJoin("provisioner_jobs", "provisioner_jobs.id", "template_versions.job_id")
    .select("template_versions.id")
    .where("template_versions.template_id", "=", templateId)
    .where("provisioner_jobs.completed_at", "is not", null)
    .$if(!all, (query) => query.where("provisioner_jobs.status", "=", "failed"))
    .where(
      sql<boolean>`not exists (select 1 from workspaces join workspace_builds on workspace_builds.id = workspaces.latest_build_id
        where not workspaces.deleted and workspace_builds.template_version_id = template_versions.id)`,
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** Where a version stands among its template's: the database compares, because its times are finer than ours. */
const place = (id: string) => sql`select created_at, id from template_versions where id = ${id}`;

const COLUMNS = [
  "id",
  "template_id",
  "organization_id",
  "name",
  "message",
  "readme",
  "provisioner",
  "file_id",
  "job_id",
  "created_by",
  "archived",
  "created_at",
  "updated_at",
] as const;

const versions = (db: Db) =>
  db
    .selectFrom("template_versions")
    .innerJoin("users", "users.id", "template_versions.created_by")
    .select(COLUMNS.map((column) => `template_versions.${column}` as const))
    .select([
      "users.username as creator_username",
      "users.name as creator_name",
      "users.avatar_url as creator_avatar_url",
    ]);

type BareRow = Omit<VersionRow, "job">;

async function first(
  db: Db,
  query: SelectQueryBuilder<Database, "template_versions" | "users", BareRow>,
): Promise<VersionRow | undefined> {
  const [row] = await withJobs(db, await query.limit(1).execute());
  return row;
}

async function withJobs(db: Db, rows: readonly BareRow[]): Promise<readonly VersionRow[]> {
  if (rows.length === 0) return [];
  const jobs = await db
    .selectFrom("provisioner_jobs")
    .selectAll()
    .where(
      "id",
      "in",
      rows.map(({ job_id }) => job_id),
    )
    .execute();
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return rows.flatMap((row) => {
    const job = byId.get(row.job_id);
    return job === undefined ? [] : [{ ...row, job }];
  });
}
