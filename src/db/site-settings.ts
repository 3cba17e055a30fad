import type { Db } from "./connect.ts";

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
