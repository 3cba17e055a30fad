import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { choosePort } from "./choose-port.ts";
import { DATABASE, DATABASE_USER, openCluster } from "./cluster.ts";
import type { Cluster, ClusterTools } from "./cluster.ts";
import { endOrphan } from "./end-orphan.ts";
import { lockDataDir } from "./lock-data-dir.ts";
import { findBinaries } from "./postgres-binaries.ts";
import { startPostmaster } from "./postmaster.ts";
import type { DatabaseLog, Postmaster } from "./postmaster.ts";
import { supervisePostmaster } from "./supervise-postmaster.ts";
import type { DatabaseCrash } from "./supervise-postmaster.ts";
import { findUnprivileged } from "./unprivileged.ts";

export interface EmbeddedOptions {
  /** Created with mode 0700 when missing. One deployment at a time may use it. */
  readonly dataDir: string;
  readonly log: DatabaseLog;
  /** Ends the start, not the database that it started. */
  readonly signal?: AbortSignal;
  readonly onCrash?: (crash: DatabaseCrash) => void;
  /** False trades durability for speed; for throw-away data only. */
  readonly fsync?: boolean;
}

export interface EmbeddedDatabase {
  /** Stays the same over restarts of the server process. */
  readonly url: string;
  /** Process id of the server, undefined between a crash and the restart. */
  readonly pid: () => number | undefined;
  /** Fast shutdown; gives the data directory free. May be called again. */
  readonly stop: () => Promise<void>;
}

const START_TRIES = 5;
const RETRY_MS = 100;

/**
 * Runs a private PostgreSQL on 127.0.0.1 (random port, generated password) and restarts it when it dies. Throws
 * AppError: "conflict" when another deployment uses the directory, "precondition" for a cluster of another
 * PostgreSQL version, "unavailable" with the server's own words when it does not start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const signal = options.signal ?? new AbortController().signal;
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataDir(options.dataDir);
  try {
    const tools = await findTools(options.dataDir);
    const cluster = await openCluster(options.dataDir, tools, { sync: options.fsync ?? true, signal });
    const orphan = await endOrphan(cluster.data, signal);
    if (orphan === "ended") options.log("warn", "ended a PostgreSQL that an earlier deployment left behind");
    const { first, port } = await startFirst(cluster, tools, options, signal);
    const again = (stopping: AbortSignal) =>
      startPostmaster(argvOf(cluster, tools, port, options), options.log, stopping);
    const supervisor = supervisePostmaster(first, again, options);
    const stop = async () => {
      await supervisor.stop();
      await lock.release();
    };
    const url = `postgres://${DATABASE_USER}:${cluster.password}@127.0.0.1:${port}/${DATABASE}`;
    return { url, pid: supervisor.pid, stop };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function findTools(dataDir: string): Promise<ClusterTools> {
  const [binaries, unprivileged] = await Promise.all([
    findBinaries(join(dataDir, "binaries")),
    findUnprivileged(),
  ]);
  return { binaries, unprivileged };
}

/** Tries again, because a port may be taken between choice and use, and a dead server's memory released late. */
async function startFirst(
  cluster: Cluster,
  tools: ClusterTools,
  options: EmbeddedOptions,
  signal: AbortSignal,
): Promise<{ first: Postmaster; port: number }> {
  for (let tries = 1; ; tries++) {
    const port = await choosePort(cluster.directory);
    try {
      return {
        first: await startPostmaster(argvOf(cluster, tools, port, options), options.log, signal),
        port,
      };
    } catch (error) {
      if (tries === START_TRIES || signal.aborted) throw error;
      await sleep(RETRY_MS * tries, undefined, { signal });
    }
  }
}

/** Settings for a laptop: little memory, few connections, statements of users never in the log. */
function argvOf(cluster: Cluster, tools: ClusterTools, port: number, options: EmbeddedOptions): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port,
    max_connections: 100,
    shared_buffers: "64MB",
    max_wal_size: "256MB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "",
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_checkpoints: "off",
    ...(options.fsync === false ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const { prefix, dieWithParent } = tools.unprivileged;
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return [...prefix, ...dieWithParent, tools.binaries.postgres, "-D", cluster.data, ...flags];
}
