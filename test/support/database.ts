import { startTemporary } from "../../src/db/embedded/start-temporary.ts";
import { createTemplate } from "./fresh-database.ts";

let stop: (() => Promise<void>) | undefined;

/** Starts the one PostgreSQL of a test run (`node --test --test-global-setup`); test processes inherit its address. */
export async function globalSetup(): Promise<void> {
  const server = await startTemporary();
  stop = server.stop;
  await createTemplate(server.url);
  process.env["CODER_TEST_PG_URL"] = server.url;
}

export async function globalTeardown(): Promise<void> {
  await stop?.();
}
