import { type Selectable, sql } from "kysely";
import type { StoredLimit } from "../wire/grant-limits.ts";
import type { Db } from "./connect.ts";
import type { ApiKeyTable, UserTable } from "./schema.ts";
import { type Visibility, visibleTo } from "./visible-to.ts";

export type ApiKeyRow = Omit<Selectable<ApiKeyTable>, "hashed_secret" | "derived"> & {
  readonly username: string;
};

/** Everything that a call is judged by, of one key. */
export interface Credential {
  readonly id: string;
  readonly hashed_secret: Buffer;
  readonly user_id: string;
  readonly login_type: string;
  readonly scopes: readonly string[];
  readonly allow_list: readonly string[];
  readonly last_used: Date;
  readonly expires_at: Date;
  readonly lifetime_seconds: number;
  readonly limits: readonly StoredLimit[];
  readonly derived: boolean;
  readonly username: string;
  readonly status: UserTable["status"];
  readonly roles: readonly string[];
  readonly organizations: Readonly<Record<string, readonly string[]>>;
}

export interface NewApiKey {
  readonly id: string;
  readonly hashed_secret: Buffer;
  readonly user_id: string;
  readonly login_type: string;
  readonly scopes: string[];
  readonly allow_list: string[];
  readonly token_name: string;
  readonly lifetime_seconds: number;
  /** None for a key that is not narrowed. */
  readonly limits?: readonly StoredLimit[];
  /** True for a key that another key made. */
  readonly derived?: boolean;
  readonly expires_at: Date;
}

export async function insertApiKey(db: Db, key: NewApiKey): Promise<void> {
  const limits = JSON.stringify(key.limits ?? []);
  await db
    .insertInto("api_keys")
    .values({ ...key, limits })
    .execute();
}

/** The key, its user and the organizations of that user, in one query; undefined for a deleted user too. */
export async function credentialOf(db: Db, keyId: string): Promise<Credential | undefined> {
  const { rows } = await sql<Credential>`
    select k.id, k.hashed_secret, k.user_id, k.login_type, k.scopes, k.allow_list, k.last_used, k.expires_at,
           k.lifetime_seconds, k.limits, k.derived, u.username, u.status, u.roles,
           (select coalesce(json_object_agg(m.organization_id, m.roles), '{}')
              from organization_members m where m.user_id = u.id) as organizations
      from api_keys k join users u on u.id = k.user_id
     where k.id = ${keyId} and not u.deleted`.execute(db);
  return rows[0];
}

/** Notes the use of a key and its user, and where `expiresAt` is given, its later end. */
export async function recordUse(
  db: Db,
  credential: Pick<Credential, "id" | "user_id">,
  now: Date,
  expiresAt?: Date,
): Promise<void> {
  await db
    .updateTable("api_keys")
    .set({ last_used: now, ...(expiresAt === undefined ? {} : { expires_at: expiresAt, updated_at: now }) })
    .where("id", "=", credential.id)
    .execute();
  await db
    .updateTable("users")
    .set({ last_seen_at: now, status: sql`case when status = 'dormant' then 'active' else status end` })
    .where("id", "=", credential.user_id)
    .execute();
}

export interface TokenFilter {
  readonly visibility: Visibility;
  /** Undefined lists those of every user. */
  readonly userId?: string | undefined;
  /** Leaves out what ended before; undefined leaves nothing out. */
  readonly endsAfter?: Date | undefined;
}

export async function listTokens(db: Db, filter: TokenFilter): Promise<readonly ApiKeyRow[]> {
  const { visibility, userId, endsAfter } = filter;
  let query = keys(db)
    .where("api_keys.login_type", "=", "token")
    .where(visibleTo(visibility, { id: "api_keys.id", owner: "api_keys.user_id" }));
  if (userId !== undefined) query = query.where("api_keys.user_id", "=", userId);
  if (endsAfter !== undefined) query = query.where("api_keys.expires_at", ">", endsAfter);
  return await query.orderBy("api_keys.created_at").orderBy("api_keys.id").execute();
}

export async function apiKeyById(db: Db, userId: string, id: string): Promise<ApiKeyRow | undefined> {
  return await keys(db)
    .where("api_keys.id", "=", id)
    .where("api_keys.user_id", "=", userId)
    .executeTakeFirst();
}

export async function apiKeyByName(db: Db, userId: string, name: string): Promise<ApiKeyRow | undefined> {
  return await keys(db)
    .where(sql<string>`lower(api_keys.token_name)`, "=", name.toLowerCase())
    .where("api_keys.user_id", "=", userId)
    .where("api_keys.token_name", "<>", "")
    .executeTakeFirst();
}

export async function deleteApiKey(db: Db, id: string): Promise<void> {
  await db.deleteFrom("api_keys").where("id", "=", id).execute();
}

export async function deleteApiKeysOf(db: Db, userId: string): Promise<void> {
  await db.deleteFrom("api_keys").where("user_id", "=", userId).execute();
}

/** Ends a key at `now` unless it ended before. */
export async function expireApiKey(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable("api_keys")
    .set({ expires_at: now, updated_at: now })
    .where("id", "=", id)
    .where("expires_at", ">", now)
    .execute();
}

function keys(db: Db) {
  return db
    .selectFrom("api_keys")
    .innerJoin("users", "users.id", "api_keys.user_id")
    .where("users.deleted", "=", false)
    .select([
      "api_keys.id",
      "api_keys.user_id",
      "api_keys.login_type",
      "api_keys.scopes",
      "api_keys.allow_list",
      "api_keys.token_name",
      "api_keys.lifetime_seconds",
      "api_keys.limits",
      "api_keys.last_used",
      "api_keys.expires_at",
      "api_keys.created_at",
      "api_keys.updated_at",
      "users.username",
    ]);
}
