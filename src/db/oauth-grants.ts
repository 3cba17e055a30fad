import { type Insertable, type Selectable, sql } from "kysely";
import type { Db } from "./connect.ts";
import type { OauthGrantTable } from "./oauth-schema.ts";
import type { UserTable } from "./schema.ts";

export type OauthGrantRow = Selectable<OauthGrantTable>;

/** Everything that a call with an access token is judged by. */
export interface OauthCredential extends OauthGrantRow {
  /** Of this token; the grant may have more. */
  readonly scope: string;
  readonly token_expires_at: Date;
  readonly username: string;
  readonly status: UserTable["status"];
  readonly roles: readonly string[];
  readonly organizations: Readonly<Record<string, readonly string[]>>;
}

export async function insertOauthGrant(db: Db, grant: Insertable<OauthGrantTable>): Promise<void> {
  await db.insertInto("oauth_grants").values(grant).execute();
}

export async function oauthGrantById(db: Db, id: string): Promise<OauthGrantRow | undefined> {
  return await db.selectFrom("oauth_grants").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Revokes a grant, and with it every code and token that was made from it. */
export async function deleteOauthGrant(db: Db, id: string): Promise<void> {
  await db.deleteFrom("oauth_grants").where("id", "=", id).execute();
}

/** Revokes all that a user allowed a client; without one, all that they allowed anybody. */
export async function deleteOauthGrantsOf(db: Db, userId: string, clientId?: string): Promise<void> {
  const query = db.deleteFrom("oauth_grants").where("user_id", "=", userId);
  await (clientId === undefined ? query : query.where("client_id", "=", clientId)).execute();
}

/** What a user allows clients at `now`, newest first. */
export async function oauthGrantsOf(db: Db, userId: string, now: Date): Promise<readonly OauthGrantRow[]> {
  return await db
    .selectFrom("oauth_grants")
    .selectAll()
    .where("user_id", "=", userId)
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
}

/** Revokes one grant of a user; false when it is not there. */
export async function deleteOauthGrantOf(db: Db, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows: deleted } = await db
    .deleteFrom("oauth_grants")
    .where("user_id", "=", userId)
    .where("id", "=", id)
    .executeTakeFirst();
  return deleted > 0n;
}

/** The token, its grant, its user and the organizations of that user, in one query; undefined for a deleted user too. */
export async function oauthCredentialOf(db: Db, hashedToken: Buffer): Promise<OauthCredential | undefined> {
  const { rows } = await sql<OauthCredential>`
    select g.*, coalesce(t.payload ->> 'scope', '') as scope, t.expires_at as token_expires_at,
           u.username, u.status, u.roles,
           (select coalesce(json_object_agg(m.organization_id, m.roles), '{}')
              from organization_members m where m.user_id = u.id) as organizations
      from oauth_artifacts t
      join oauth_grants g on g.id = t.grant_id
      join users u on u.id = g.user_id
     where t.kind = 'AccessToken' and t.hashed_id = ${hashedToken} and not u.deleted`.execute(db);
  return rows[0];
}

/** Notes the use of a grant and its user. */
export async function recordGrantUse(
  db: Db,
  grant: Pick<OauthGrantRow, "id" | "user_id">,
  now: Date,
): Promise<void> {
  await db.updateTable("oauth_grants").set({ last_used_at: now }).where("id", "=", grant.id).execute();
  await db
    .updateTable("users")
    .set({ last_seen_at: now, status: sql`case when status = 'dormant' then 'active' else status end` })
    .where("id", "=", grant.user_id)
    .execute();
}

/** Forgets grants that ended, and those older than `before` from which no code and no token is left. */
export async function deleteEndedOauthGrants(db: Db, now: Date, before: Date): Promise<void> {
  await sql`
    delete from oauth_grants g
     where g.expires_at < ${now}
        or (g.created_at < ${before} and not exists (select from oauth_artifacts a where a.grant_id = g.id))`.execute(
    db,
  );
}
