import { readdir, readFile, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify } from "../../lib/process-identity.ts";
import { AppError } from "../../wire/errors.ts";

/** How long a postmaster may take for each way of ending it, gentlest first. */
const ENDINGS: readonly (readonly [NodeJS.Signals, number])[] = [
  ["SIGINT", 15_000],
  ["SIGQUIT", 5000],
  ["SIGKILL", 5000],
];
const POLL_MS = 20;

/**
 * Ends the postmaster that a killed deployment left on this cluster, and removes a `postmaster.pid` that would
 * stop the next one although it names a zombie or a process that merely got the same pid.
 * The caller holds the lock of the data directory, so no living deployment owns what is found.
 */
export async function endOrphan(data: string, signal: AbortSignal): Promise<"none" | "ended"> {
  const pidFile = join(data, "postmaster.pid");
  const pid = Number.parseInt(await readFile(pidFile, "utf8").catch(() => ""), 10);
  if (!Number.isSafeInteger(pid) || pid <= 0) return "none";
  const isOrphan = (await usersOf(data)).includes(pid);
  if (isOrphan) await end(pid, signal);
  // Without its postmaster a backend leaves by itself; the file must stay until then, for it guards the shared memory.
  await gone(async () => (await usersOf(data)).length === 0, 10_000, signal);
  if (!exists(pid)) return isOrphan ? "ended" : "none";
  await rm(pidFile, { force: true });
  return isOrphan ? "ended" : "none";
}

async function end(pid: number, signal: AbortSignal): Promise<void> {
  for (const [name, patienceMs] of ENDINGS) {
    if (exists(pid)) process.kill(pid, name);
    if (await gone(async () => (await identify(pid)) === undefined, patienceMs, signal)) return;
  }
  throw new AppError("unavailable", `an old PostgreSQL, process ${pid}, does not end`);
}

async function gone(
  check: () => Promise<boolean>,
  patienceMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (const until = Date.now() + patienceMs; Date.now() < until;) {
    if (await check()) return true;
    await sleep(POLL_MS, undefined, { signal });
  }
  return false;
}

/** Pids of all live PostgreSQL processes of the cluster: each has its data directory as working directory. */
async function usersOf(data: string): Promise<number[]> {
  const place = await realpath(data);
  if (process.platform !== "linux") return await postmasterOf(place);
  const pids = (await readdir("/proc")).map(Number).filter((pid) => Number.isSafeInteger(pid) && pid > 0);
  const users = await Promise.all(pids.map(async (pid) => ((await isUser(pid, place)) ? pid : undefined)));
  return users.filter((pid) => pid !== undefined);
}

async function isUser(pid: number, place: string): Promise<boolean> {
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
  if (cwd !== place) return false;
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  return name.startsWith("postgres") && (await identify(pid)) !== undefined;
}

/** Without /proc the start time in the second line of postmaster.pid shows whether the pid was given away. */
async function postmasterOf(place: string): Promise<number[]> {
  const [pid, , started] = (await readFile(join(place, "postmaster.pid"), "utf8").catch(() => "")).split(
    "\n",
  );
  const identity = await identify(Number(pid));
  if (identity === undefined) return [];
  const apartMs = Math.abs(Date.parse(identity.started) - Number(started) * 1000);
  return apartMs < 3000 ? [identity.pid] : [];
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
