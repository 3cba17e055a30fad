import { type Selectable, type SelectQueryBuilder, sql, type Updateable } from "kysely";
import type { Db } from "./connect.ts";
import type { Database, UserTable } from "./schema.ts";
import { type Visibility, visibleTo } from "./visible-to.ts";

export type UserStatus = UserTable["status"];

/** A user who is not deleted, with the organizations it is in. */
export type UserRow = Selectable<UserTable> & { readonly organization_ids: string[] };

/** Conditions of a list, all of which hold; texts are in lower case. */
export interface UserFilter {
  readonly visibility: Visibility;
  readonly search?: string | undefined;
  readonly name?: string | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly loginTypes?: readonly string[] | undefined;
  readonly lastSeenBefore?: Date | undefined;
  readonly lastSeenAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
  readonly createdAfter?: Date | undefined;
}

export interface UserPage {
  /** 0 means all. */
  readonly limit: number;
  readonly offset: number;
  /** Only users behind this one in the order of names. */
  readonly afterId?: string | undefined;
}

export interface NewUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly status: UserStatus;
  readonly login_type: string;
  readonly hashed_password: string;
  readonly roles: string[];
}

export async function insertUser(db: Db, user: NewUser): Promise<void> {
  await db.insertInto("users").values(user).execute();
}

export async function userById(db: Db, id: string): Promise<UserRow | undefined> {
  return await liveUsers(db).where("users.id", "=", id).executeTakeFirst();
}

export async function usersByIds(db: Db, ids: readonly string[]): Promise<readonly UserRow[]> {
  return await liveUsers(db)
    .where("users.id", "=", sql<string>`any(${ids}::uuid[])`)
    .execute();
}

export async function userByName(db: Db, username: string): Promise<UserRow | undefined> {
  return await liveUsers(db)
    .where(sql<string>`lower(users.username)`, "=", username.toLowerCase())
    .executeTakeFirst();
}

export async function userByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  return await liveUsers(db)
    .where(sql<string>`lower(users.email)`, "=", email.toLowerCase())
    .executeTakeFirst();
}

/** One page in the order of names, and how many there are on all of them. */
export async function pageOfUsers(
  db: Db,
  filter: UserFilter,
  page: UserPage,
): Promise<{ users: readonly UserRow[]; count: number }> {
  const after = page.afterId === undefined ? undefined : await userById(db, page.afterId);
  const users = await matching(liveUsers(db), filter)
    .$if(after !== undefined, (query) =>
      query.where(sql<string>`lower(users.username)`, ">", (after?.username ?? "").toLowerCase()),
    )
    .orderBy(sql`lower(users.username)`)
    .$if(page.limit > 0, (query) => query.limit(page.limit))
    .offset(page.offset)
    .execute();
  const total = await matching(db.selectFrom("users").where("users.deleted", "=", false), filter)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { users, count: total.count };
}

/** False when there is no such user. */
export async function updateUser(db: Db, id: string, changes: Updateable<UserTable>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("users")
    .set({ updated_at: sql<Date>`now()`, ...changes })
    .where("id", "=", id)
    .where("deleted", "=", false)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Marks a user deleted unless it owns workspaces; false when it does. */
export async function deleteUserWithoutWorkspaces(db: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("users")
    .set({ deleted: true, updated_at: sql<Date>`now()` })
    .where("id", "=", id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("workspaces")
            .select("workspaces.id")
            .where("workspaces.owner_id", "=", id)
            .where("workspaces.deleted", "=", false),
        ),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Tells whether any user was ever made. */
export async function anyUser(db: Db): Promise<boolean> {
  return (await db.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Lets no other transaction add users until this one ends. */
export async function lockUsers(db: Db): Promise<void> {
  await sql`lock table users in share row exclusive mode`.execute(db);
}

function liveUsers(db: Db) {
  return db
    .selectFrom("users")
    .where("users.deleted", "=", false)
    .selectAll("users")
    .select(
      sql<string[]>`array(
        select organization_id::text from organization_members m where m.user_id = users.id order by m.created_at
      )`.as("organization_ids"),
    );
}

function matching<O>(
  users: SelectQueryBuilder<Database, "users", O>,
  filter: UserFilter,
): SelectQueryBuilder<Database, "users", O> {
  const { search, name, statuses, roles, loginTypes } = filter;
  return matchingTimes(users, filter)
    .where(visibleTo(filter.visibility, { id: "users.id", owner: "users.id" }))
    .$if(search !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          eb("users.username", "ilike", contains(search ?? "")),
          eb("users.email", "ilike", contains(search ?? "")),
        ]),
      ),
    )
    .$if(name !== undefined, (query) => query.where("users.name", "ilike", contains(name ?? "")))
    .$if(statuses !== undefined, (query) =>
      query.where(sql<string>`users.status`, "=", sql<string>`any(${statuses})`),
    )
    .$if(roles !== undefined, (query) => query.where(sql<boolean>`users.roles && ${roles}::text[]`))
    .$if(loginTypes !== undefined, (query) =>
      query.where("users.login_type", "=", sql<string>`any(${loginTypes})`),
    );
}

function matchingTimes<O>(
  users: SelectQueryBuilder<Database, "users", O>,
  { lastSeenBefore, lastSeenAfter, createdBefore, createdAfter }: UserFilter,
): SelectQueryBuilder<Database, "users", O> {
  let query = users;
  if (lastSeenBefore !== undefined) query = query.where("users.last_seen_at", "<=", lastSeenBefore);
  if (lastSeenAfter !== undefined) query = query.where("users.last_seen_at", ">=", lastSeenAfter);
  if (createdBefore !== undefined) query = query.where("users.created_at", "<=", createdBefore);
  if (createdAfter !== undefined) query = query.where("users.created_at", ">=", createdAfter);
  return query;
}

/** A pattern of `like` that finds `text` as it is. */
const contains = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** Tells whether there is a user with this id who may use the deployment. */
export async function activeUserExists(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom("users")
    .select("id")
    .where("id", "=", id)
    .where("deleted", "=", false)
    .where("status", "<>", "suspended")
    .executeTakeFirst();
  return row !== undefined;
}
