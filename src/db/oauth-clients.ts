import { type Selectable, sql } from "kysely";
import type { Db } from "./connect.ts";
import type { OauthClientTable } from "./oauth-schema.ts";

export type OauthClientRow = Pick<Selectable<OauthClientTable>, "id" | "hashed_secret" | "metadata">;

export async function saveOauthClient(
  db: Db,
  { id, hashed_secret, metadata }: OauthClientRow,
): Promise<void> {
  const changes = { hashed_secret, metadata: JSON.stringify(metadata) };
  await db
    .insertInto("oauth_clients")
    .values({ id, ...changes })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(changes))
    .execute();
}

export async function oauthClientById(db: Db, id: string): Promise<OauthClientRow | undefined> {
  return await db
    .selectFrom("oauth_clients")
    .select(["id", "hashed_secret", "metadata"])
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Removes a client with all that users allowed it. */
export async function deleteOauthClient(db: Db, id: string): Promise<void> {
  await sql`
    with grants as (delete from oauth_grants where client_id = ${id}),
         artifacts as (delete from oauth_artifacts where client_id = ${id} and grant_id is null)
    delete from oauth_clients where id = ${id}`.execute(db);
}

/** Forgets clients that registered before `before` and that nobody allows anything. */
export async function deleteUnusedOauthClients(db: Db, before: Date): Promise<void> {
  await sql`
    delete from oauth_clients c
     where c.created_at < ${before} and not exists (select from oauth_grants g where g.client_id = c.id)`.execute(
    db,
  );
}
