import { randomBytes } from "node:crypto";
import { after } from "node:test";
import { Client, Pool } from "pg";
import type { EmbeddedDatabase } from "../../src/db/embedded/start-embedded.ts";
import { startTemporary } from "../../src/db/embedded/start-temporary.ts";
import { migrate } from "../../src/db/migrate.ts";

const TEMPLATE = "coder_template";
const MIGRATIONS = new URL("../../migrations", import.meta.url).pathname;

let server: Promise<EmbeddedDatabase> | undefined;

// Here, so that it belongs to the whole run and not to the test that is the first to want a database.
after(async () => (await server)?.stop());

/** The URL of a migrated, empty database of the test's own; it is dropped when the test ends. */
export async function freshDatabase(t: { after: (fn: () => Promise<void>) => void }): Promise<string> {
  const url = await serverUrl();
  const name = `test_${randomBytes(8).toString("hex")}`;
  await run(url, `create database ${name} template ${TEMPLATE}`);
  t.after(() => run(url, `drop database if exists ${name} with (force)`));
  return withDatabase(url, name);
}

/** Makes the database that fresh ones are copies of. */
export async function createTemplate(url: string): Promise<void> {
  await run(url, `create database ${TEMPLATE}`);
  const pool = new Pool({ connectionString: withDatabase(url, TEMPLATE), max: 1 });
  try {
    await migrate(pool, MIGRATIONS);
  } finally {
    await pool.end();
  }
}

/** The server of the run, or else one of this process, which ends with its last test. */
async function serverUrl(): Promise<string> {
  const inherited = process.env["CODER_TEST_PG_URL"];
  if (inherited !== undefined) return inherited;
  server ??= startOwn();
  return (await server).url;
}

async function startOwn(): Promise<EmbeddedDatabase> {
  const own = await startTemporary();
  await createTemplate(own.url);
  return own;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}
