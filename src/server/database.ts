import { join } from "node:path";
import type { Kysely } from "kysely";
import { disconnectAllAgents } from "../db/agents.ts";
import { connect, type Connection } from "../db/connect.ts";
import { startEmbedded } from "../db/embedded/start-embedded.ts";
import { listenForEvents, type Events } from "../db/events.ts";
import { releaseAllJobs } from "../db/jobs.ts";
import { migrate } from "../db/migrate.ts";
import type { Database } from "../db/schema.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import { AppError } from "../wire/errors.ts";
import type { DeploymentOptions } from "./deployment.ts";

export interface OpenDatabase {
  readonly db: Kysely<Database>;
  readonly events: Events;
  readonly query: Connection["query"];
  readonly units: Connection["units"];
  readonly pool: Connection["pool"];
}

const POOL_SIZE = 20;

/** Starts or finds PostgreSQL, brings its schema up to date, and opens the pool and the listener. */
export async function openDatabase(
  stack: AsyncDisposableStack,
  options: DeploymentOptions,
): Promise<OpenDatabase> {
  const { log } = options;
  const embedded = options.settings.postgresUrl === "";
  const url = embedded ? await embeddedUrl(stack, options) : options.settings.postgresUrl;
  const onError = (error: unknown): void => {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, "database connection lost");
  };
  const { db, pool, query, units, close } = connect(url, { max: POOL_SIZE, onError });
  stack.defer(close);
  const applied = await migrate(pool, join(PACKAGE_ROOT, "migrations")).catch((error: unknown) => {
    throw embedded ? error : unusable(url, error);
  });
  if (applied.length > 0) log.info({ applied }, "database migrated");
  const events = await listenForEvents(url, onError);
  stack.defer(() => events.close());
  if (embedded) await forgetEarlierRun(db);
  return { db, events, query, units, pool };
}

/** What is wrong with the PostgreSQL that the user named, without its password. */
export function unusable(url: string, error: unknown): AppError {
  const { host, pathname } = new URL(url);
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError("unavailable", `the PostgreSQL ${host}${pathname} cannot be used: ${reason}`, {
    cause: error,
    detail: "check CODER_PG_CONNECTION_URL (or --postgres-url), the server, and the user's rights",
  });
}

async function embeddedUrl(
  stack: AsyncDisposableStack,
  { configDir, log }: DeploymentOptions,
): Promise<string> {
  let stopping = false;
  const database = await startEmbedded({
    dataDir: join(configDir, "postgres"),
    // While it stops, the server calls every connection that is still open a fatal error.
    log: (level, message) => log[stopping ? "debug" : level]({ part: "postgres" }, message),
    onCrash: (crash) =>
      log.error({ part: "postgres", ...crash }, "the embedded database died and is restarted"),
  });
  stack.defer(async () => {
    stopping = true;
    await database.stop();
  });
  return database.url;
}

/** Nobody else uses an embedded database, so what an earlier run left running is free. */
async function forgetEarlierRun(db: Kysely<Database>): Promise<void> {
  await releaseAllJobs(db);
  await disconnectAllAgents(db);
}
