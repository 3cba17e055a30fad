import { sql, type Insertable, type Selectable, type Updateable } from "kysely";
import type { Db } from "./connect.ts";
import type { TemplateTable } from "./schema.ts";
import { visibleTo, type Visibility } from "./visible-to.ts";

/** A template with what Coder shows of its organization, its creator and its use. */
export interface TemplateRow extends Selectable<TemplateTable> {
  readonly organization_name: string;
  readonly organization_display_name: string;
  readonly organization_icon: string;
  readonly creator_username: string;
  /** Users with a workspace of it. */
  readonly active_users: number;
}

/** False when the organization has a template of that name. */
export async function insertTemplate(db: Db, template: Insertable<TemplateTable>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("templates")
    .values(template)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Also finds a deleted one. */
export async function findTemplate(db: Db, id: string): Promise<TemplateRow | undefined> {
  return await templates(db).where("templates.id", "=", id).executeTakeFirst();
}

/** By name, case-insensitive, unless it is deleted. */
export async function findTemplateByName(
  db: Db,
  organizationId: string,
  name: string,
): Promise<TemplateRow | undefined> {
  return await templates(db)
    .where("templates.organization_id", "=", organizationId)
    .where(sql<string>`lower(templates.name)`, "=", name.toLowerCase())
    .where("templates.deleted", "=", false)
    .executeTakeFirst();
}

/** Every field narrows the list; `undefined` leaves it open. */
export interface TemplateFilter {
  readonly visibility: Visibility;
  /** An organization's id or name. */
  readonly organization?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly exactName?: string | undefined;
  readonly exactDisplayName?: string | undefined;
  readonly name?: string | undefined;
  readonly displayName?: string | undefined;
  /** Part of the name or of the display name. */
  readonly text?: string | undefined;
  readonly authorId?: string | undefined;
  readonly authorName?: string | undefined;
  readonly deprecated?: boolean | undefined;
  readonly deleted?: boolean | undefined;
}

/** Templates by name. */
export async function listTemplates(db: Db, filter: TemplateFilter): Promise<readonly TemplateRow[]> {
  return await templates(db)
    .where(sql<boolean>`${sql.join(conditionsOf(filter), sql` and `)}`)
    .orderBy(sql`lower(templates.name)`)
    .orderBy("templates.id")
    .execute();
}

/** Throws PostgreSQL's unique violation when the organization has another template of the name. */
export async function updateTemplate(db: Db, id: string, changes: Updateable<TemplateTable>): Promise<void> {
  await db
    .updateTable("templates")
    .set({ ...changes, updated_at: sql`now()` })
    .where("id", "=", id)
    .where("deleted", "=", false)
    .execute();
}

/** Must run in a transaction: holds off whoever inserts a workspace of the template until it ends. */
export async function lockTemplate(db: Db, id: string): Promise<void> {
  await db.selectFrom("templates").select("id").where("id", "=", id).forUpdate().execute();
}

/** How many workspaces of it there are. */
export async function countTemplateWorkspaces(db: Db, id: string): Promise<number> {
  const { count } = await db
    .selectFrom("workspaces")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("template_id", "=", id)
    .where("deleted", "=", false)
    .executeTakeFirstOrThrow();
  return count;
}

export interface BuildTimeRow {
  readonly template_id: string;
  readonly transition: "start" | "stop" | "delete";
  readonly p50: number;
  readonly p95: number;
}

/** Median and 95th percentile, in milliseconds, of the builds of the last thirty days that succeeded. */
export async function buildTimes(db: Db, templateIds: readonly string[]): Promise<readonly BuildTimeRow[]> {
  if (templateIds.length === 0) return [];
  const took = sql`round(extract(epoch from j.completed_at - j.started_at) * 1000)::float8`;
  const { rows } = await sql<BuildTimeRow>`
    select w.template_id, b.transition,
           percentile_disc(0.5) within group (order by ${took}) as p50,
           percentile_disc(0.95) within group (order by ${took}) as p95
      from workspace_builds b
      join workspaces w on w.id = b.workspace_id
      join provisioner_jobs j on j.id = b.job_id
     where w.template_id = any(${[...templateIds]}::uuid[])
       and j.status = 'succeeded' and j.completed_at > now() - interval '30 days'
     group by w.template_id, b.transition`.execute(db);
  return rows;
}

const templates = (db: Db) =>
  db
    .selectFrom("templates")
    .innerJoin("organizations", "organizations.id", "templates.organization_id")
    .innerJoin("users", "users.id", "templates.created_by")
    .selectAll("templates")
    .select([
      "organizations.name as organization_name",
      "organizations.display_name as organization_display_name",
      "organizations.icon as organization_icon",
      "users.username as creator_username",
    ])
    .select(
      sql<number>`(select count(distinct owner_id) from workspaces
        where workspaces.template_id = templates.id and not workspaces.deleted)`.as("active_users"),
    );

function conditionsOf(filter: TemplateFilter) {
  const { visibility, organization, ids, exactName, exactDisplayName, name, displayName } = filter;
  const { text, authorId, authorName, deprecated, deleted = false } = filter;
  return [
    sql`templates.deleted = ${deleted}`,
    visibleTo(visibility, { id: "templates.id", organization: "templates.organization_id" }),
    organization && sql`${organization} in (lower(organizations.name), organizations.id::text)`,
    ids && sql`templates.id = any(${[...ids]}::uuid[])`,
    exactName && sql`lower(templates.name) = lower(${exactName})`,
    exactDisplayName && sql`lower(templates.display_name) = lower(${exactDisplayName})`,
    name && contains(sql`templates.name`, name),
    displayName && contains(sql`templates.display_name`, displayName),
    text && sql`(${contains(sql`templates.name`, text)} or ${contains(sql`templates.display_name`, text)})`,
    authorId && sql`templates.created_by = ${authorId}`,
    authorName && sql`lower(users.username) = lower(${authorName})`,
    deprecated === undefined ? undefined : sql`(templates.deprecation_message <> '') = ${deprecated}`,
  ].filter((condition) => typeof condition === "object");
}

const contains = (column: ReturnType<typeof sql>, text: string) =>
  sql`position(lower(${text}) in lower(${column})) > 0`;
