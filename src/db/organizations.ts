import { type Selectable, sql } from "kysely";
import type { Db } from "./connect.ts";
import type { MemberTable, OrganizationTable, UserTable } from "./schema.ts";
import { type Visibility, visibleTo } from "./visible-to.ts";

export type OrganizationRow = Selectable<OrganizationTable>;

/** A membership with what is shown of its user. */
export type MemberRow = Selectable<MemberTable> &
  Pick<
    Selectable<UserTable>,
    "username" | "name" | "avatar_url" | "email" | "status" | "login_type" | "last_seen_at"
  > & {
    readonly global_roles: string[];
    readonly user_created_at: Date;
    readonly user_updated_at: Date;
  };

export async function insertOrganization(
  db: Db,
  organization: { id: string; name: string; display_name: string; is_default: boolean },
): Promise<void> {
  await db.insertInto("organizations").values(organization).execute();
}

export async function defaultOrganization(db: Db): Promise<OrganizationRow | undefined> {
  return await db.selectFrom("organizations").selectAll().where("is_default", "=", true).executeTakeFirst();
}

export async function organizationById(db: Db, id: string): Promise<OrganizationRow | undefined> {
  return await db.selectFrom("organizations").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The names of these organizations, in no order. */
export async function organizationNames(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("organizations").select("name").where("id", "in", ids).execute();
  return rows.map(({ name }) => name);
}

/** The roles of a user by the id of each organization that they are in. */
export async function membershipsOf(db: Db, userId: string): Promise<Readonly<Record<string, string[]>>> {
  const rows = await db
    .selectFrom("organization_members")
    .select(["organization_id", "roles"])
    .where("user_id", "=", userId)
    .execute();
  return Object.fromEntries(rows.map(({ organization_id: id, roles }) => [id, roles]));
}

export async function organizationByName(db: Db, name: string): Promise<OrganizationRow | undefined> {
  return await db
    .selectFrom("organizations")
    .selectAll()
    .where(sql<string>`lower(name)`, "=", name.toLowerCase())
    .executeTakeFirst();
}

/** The default organization first, the others in the order of names; `memberId` keeps those it is in. */
export async function listOrganizations(
  db: Db,
  visibility: Visibility,
  memberId?: string,
): Promise<readonly OrganizationRow[]> {
  let query = db
    .selectFrom("organizations")
    .selectAll()
    .where(visibleTo(visibility, { id: "organizations.id", organization: "organizations.id" }));
  if (memberId !== undefined) {
    query = query.where("id", "in", (eb) =>
      eb.selectFrom("organization_members").select("organization_id").where("user_id", "=", memberId),
    );
  }
  return await query
    .orderBy("is_default", "desc")
    .orderBy(sql`lower(name)`)
    .execute();
}

/** False when the user is a member of it already. */
export async function insertMember(
  db: Db,
  organizationId: string,
  userId: string,
  roles: readonly string[] = [],
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("organization_members")
    .values({ organization_id: organizationId, user_id: userId, roles: [...roles] })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function deleteMember(db: Db, organizationId: string, userId: string): Promise<void> {
  await db
    .deleteFrom("organization_members")
    .where("organization_id", "=", organizationId)
    .where("user_id", "=", userId)
    .execute();
}

export async function updateMemberRoles(
  db: Db,
  organizationId: string,
  userId: string,
  roles: readonly string[],
): Promise<void> {
  await db
    .updateTable("organization_members")
    .set({ roles: [...roles], updated_at: sql<Date>`now()` })
    .where("organization_id", "=", organizationId)
    .where("user_id", "=", userId)
    .execute();
}

export async function memberOf(
  db: Db,
  organizationId: string,
  userId: string,
): Promise<MemberRow | undefined> {
  return await members(db, organizationId).where("m.user_id", "=", userId).executeTakeFirst();
}

export interface MemberFilter {
  readonly visibility: Visibility;
  /** Part of a name or an e-mail, in lower case. */
  readonly search?: string | undefined;
  /** 0 means all. */
  readonly limit: number;
  readonly offset: number;
}

/** One page in the order of names, and how many there are on all of them. */
export async function pageOfMembers(
  db: Db,
  organizationId: string,
  filter: MemberFilter,
): Promise<{ members: readonly MemberRow[]; count: number }> {
  const pattern = `%${(filter.search ?? "").replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const columns = { id: "m.user_id", owner: "m.user_id", organization: "m.organization_id" };
  const found = members(db, organizationId)
    .where(visibleTo(filter.visibility, columns))
    .where((eb) => eb.or([eb("u.username", "ilike", pattern), eb("u.email", "ilike", pattern)]));
  const rows = await found
    .orderBy(sql`lower(u.username)`)
    .$if(filter.limit > 0, (query) => query.limit(filter.limit))
    .offset(filter.offset)
    .execute();
  const total = await found
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { members: rows, count: total.count };
}

/** The organization roles of a user, by organization. */
export async function memberRolesOf(
  db: Db,
  userId: string,
): Promise<readonly { organization_id: string; roles: string[] }[]> {
  return await db
    .selectFrom("organization_members")
    .select(["organization_id", "roles"])
    .where("user_id", "=", userId)
    .execute();
}

function members(db: Db, organizationId: string) {
  return db
    .selectFrom("organization_members as m")
    .innerJoin("users as u", "u.id", "m.user_id")
    .where("m.organization_id", "=", organizationId)
    .where("u.deleted", "=", false)
    .selectAll("m")
    .select(["u.username", "u.name", "u.avatar_url", "u.email", "u.status", "u.login_type", "u.last_seen_at"])
    .select([
      "u.roles as global_roles",
      "u.created_at as user_created_at",
      "u.updated_at as user_updated_at",
    ]);
}
