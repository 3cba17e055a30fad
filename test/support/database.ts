import { startTemporary } from "../../src/db/embedded/start-temporary.ts";
import { createTemplate } from "./fresh-database.ts";

let stop: (() => Promise<void>) | undefined;

/**
 * Starts the one PostgreSQL of a test run (`node --test --test-global-setup`); test processes inherit its address.
 * Without test processes, Node tears down only when nothing runs any more, which a child server does: there the
 * process starts and ends its own (fresh-database.ts).
 */
export async function globalSetup(): Promise<void> {
  if (process.execArgv.includes("--test-isolation=none")) return;
  const server = await startTemporary();
  stop = server.stop;
  await createTemplate(server.url);
  process.env["CODER_TEST_PG_URL"] = server.url;
}

export async function globalTeardown(): Promise<void> {
  await stop?.();
}
