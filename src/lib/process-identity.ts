import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** What tells one process from every other that has had or will have its pid, over reboots too. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; differs for each process that has this pid. */
  readonly started: string;
}

/** The identity of a live process; undefined when no such process runs (a zombie does not run). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const started = process.platform === "linux" ? await startedByProc(pid) : await startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Tells whether the very process that was identified still runs. */
export async function runs(process: ProcessIdentity): Promise<boolean> {
  return (await identify(process.pid))?.started === process.started;
}

async function startedByProc(pid: number): Promise<string | undefined> {
  const stat = await readOptional(`/proc/${pid}/stat`);
  // The name in parentheses may itself hold spaces and parentheses; the state follows the last one.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields === undefined || fields[0] === "Z" || fields[0] === "X") return undefined;
  const boot = await readOptional("/proc/sys/kernel/random/boot_id");
  return `${boot?.trim() ?? ""}/${fields[19] ?? ""}`;
}

async function startedByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "stat=,lstart=", "-p", String(pid)]);
    return stdout.startsWith("Z") ? undefined : stdout.trim().replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
