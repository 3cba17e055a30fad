import { sql } from "kysely";
import type { Db } from "./connect.ts";

/** The names of the migrations that the database has; rejects when it does not answer. */
export async function appliedMigrations(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(db);
  return rows.map(({ name }) => name);
}
