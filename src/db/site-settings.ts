import type { Db } from "./connect.ts";

/** The value of a setting; undefined when it was never written. */
export async function readSetting(db: Db, key: string): Promise<string | undefined> {
  const row = await db.selectFrom("site_settings").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value;
}

/** Writes a setting unless it has a value; returns the value it has then, the same to all who race. */
export async function settingOnce(db: Db, key: string, value: string): Promise<string> {
  const row = await db
    .insertInto("site_settings")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ key }))
    .returning("value")
    .executeTakeFirstOrThrow();
  return row.value;
}
