import { Client } from "pg";

/** Runs one statement in a test's database, for facts that take time to come about. */
export async function query(postgresUrl: string, sql: string, values: readonly unknown[] = []) {
  const client = new Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
