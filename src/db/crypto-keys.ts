import { type Selectable, sql } from "kysely";
import type { Db } from "./connect.ts";
import type { CryptoKeyTable } from "./oauth-schema.ts";

export type CryptoKeyRow = Selectable<CryptoKeyTable>;

/** Replicas that start at once all try to store a first key, and one of them does. */
const FIRST_ID = "00000000-0000-4000-8000-000000000001";

/** Every key, the newest first; stores one of `freshSecret` where there is none. */
export async function cryptoKeys(db: Db, freshSecret: Buffer): Promise<readonly CryptoKeyRow[]> {
  const known = await allKeys(db);
  if (known.length > 0) return known;
  await db
    .insertInto("crypto_keys")
    .values({ id: FIRST_ID, secret: freshSecret })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return await allKeys(db);
}

export async function insertCryptoKey(db: Db, key: Pick<CryptoKeyRow, "id" | "secret">): Promise<void> {
  await db.insertInto("crypto_keys").values(key).execute();
}

/** Drops keys that have a successor older than `before`. */
export async function deleteOldCryptoKeys(db: Db, before: Date): Promise<void> {
  await sql`
    delete from crypto_keys k
     where exists (select from crypto_keys n
                    where n.created_at > k.created_at and n.created_at < ${before})`.execute(db);
}

async function allKeys(db: Db): Promise<readonly CryptoKeyRow[]> {
  return await db.selectFrom("crypto_keys").selectAll().orderBy("created_at", "desc").execute();
}
