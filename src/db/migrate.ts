import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Pool, PoolClient } from "pg";

/** Any number that no other use of advisory locks in this database has. */
const LOCK = 7_233_501;

/**
 * Brings the schema up to the newest file of `folder`, one transaction each, in order of name; returns the names it
 * applied. Replicas that start at once wait for each other.
 */
export async function migrate(pool: Pool, folder: string): Promise<readonly string[]> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    return await applyPending(client, folder);
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]);
    client.release();
  }
}

async function applyPending(client: PoolClient, folder: string): Promise<readonly string[]> {
  await client.query(
    "create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())",
  );
  const { rows } = await client.query<{ name: string }>("select name from migrations");
  const done = new Set(rows.map(({ name }) => name));
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).toSorted();
  const unknown = [...done].find((name) => !files.includes(name));
  if (unknown !== undefined) {
    throw new Error(
      `the database was migrated by a newer version (it has ${unknown}); run that version or a later one`,
    );
  }
  const pending = files.filter((name) => !done.has(name));
  for (const name of pending) await apply(client, name, await readFile(join(folder, name), "utf8"));
  return pending;
}

async function apply(client: PoolClient, name: string, sql: string): Promise<void> {
  try {
    await client.query("begin");
    await client.query("insert into migrations (name) values ($1)", [name]);
    await client.query(sql);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`migration ${name} failed`, { cause: error });
  }
}
