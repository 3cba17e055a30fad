import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "../../wire/errors.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import type { Unprivileged } from "./unprivileged.ts";

/** An initialised cluster. `directory` holds `data` (PGDATA), `password` (0600) and `port`. */
export interface Cluster {
  readonly directory: string;
  readonly data: string;
  readonly password: string;
}

export interface ClusterTools {
  readonly binaries: PostgresBinaries;
  readonly unprivileged: Unprivileged;
}

export const DATABASE = "postgres";
export const DATABASE_USER = "coder";
const MAJOR = "18";

/**
 * Opens the cluster below `dataDir`, and makes it on first use. It is made under another name and renamed when
 * complete, so a crash in the middle leaves nothing but a draft that the next start removes.
 */
export async function openCluster(
  dataDir: string,
  tools: ClusterTools,
  options: { readonly sync: boolean; readonly signal: AbortSignal },
): Promise<Cluster> {
  const directory = join(dataDir, "cluster");
  const names = await readdir(dataDir);
  for (const draft of names.filter((name) => name.startsWith("cluster.draft-"))) {
    await rm(join(dataDir, draft), { recursive: true, force: true });
  }
  if (!names.includes("cluster")) await create(dataDir, tools, options);
  const data = join(directory, "data");
  await refuseOtherMajor(data);
  await tools.unprivileged.own(data);
  return { directory, data, password: await readFile(join(directory, "password"), "utf8") };
}

async function create(
  dataDir: string,
  { binaries, unprivileged }: ClusterTools,
  options: { readonly sync: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const draft = join(dataDir, `cluster.draft-${crypto.randomUUID()}`);
  const data = join(draft, "data");
  const password = join(draft, "password");
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(password, randomBytes(32).toString("base64url"), { mode: 0o600 });
  await unprivileged.own(draft);
  const flags = ["-D", data, "-U", DATABASE_USER, `--pwfile=${password}`, "--auth=scram-sha-256"];
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const sync = options.sync ? [] : ["--no-sync"];
  const [command = "", ...args] = [...unprivileged.prefix, binaries.initdb, ...flags, ...locale, ...sync];
  try {
    await promisify(execFile)(command, args, { signal: options.signal, env: { LC_ALL: "C" } });
  } catch (cause) {
    options.signal.throwIfAborted();
    throw new AppError("unavailable", `the embedded PostgreSQL could not make its cluster in ${dataDir}`, {
      detail: lastLines(cause),
      cause,
    });
  }
  await rename(draft, join(dataDir, "cluster"));
}

function lastLines(error: unknown): string | undefined {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  return stderr.trim().split("\n").slice(-4).join("\n");
}

async function refuseOtherMajor(data: string): Promise<void> {
  const version = (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  if (version === MAJOR) return;
  throw new AppError(
    "precondition",
    `the cluster in ${data} was made by PostgreSQL ${version}, not ${MAJOR}`,
    {
      detail: `Dump it with PostgreSQL ${version} and load the dump into a fresh data directory.`,
    },
  );
}
