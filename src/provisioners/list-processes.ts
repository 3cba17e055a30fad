import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** True when the asked variable stands in the environment that the process was started with. */
  readonly isMarked: boolean;
}

const BATCH = 50;

/** All running processes but this one; `variable` is `NAME=value`. Only Linux tells environments. */
export async function listProcesses(variable: string): Promise<ProcessFacts[]> {
  const all = process.platform === "linux" ? await listByProc(variable) : await listByPs();
  return all.filter(({ pid }) => pid !== process.pid);
}

/** Reads in batches on this thread: a hundred small files of /proc cost less so than a hundred trips to the pool. */
async function listByProc(variable: string): Promise<ProcessFacts[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const marked = Buffer.from(`${variable}\0`);
  const facts: ProcessFacts[] = [];
  for (let start = 0; start < pids.length; start += BATCH) {
    for (const pid of pids.slice(start, start + BATCH)) facts.push(...factsOf(Number(pid), marked));
    await setImmediate();
  }
  return facts;
}

/** Nothing for a zombie, and for a process that ended meanwhile. */
function factsOf(pid: number, marked: Buffer): ProcessFacts[] {
  const stat = readOptional(`/proc/${pid}/stat`)?.toString("latin1") ?? "";
  const [state, parent, , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (stat === "" || state === "Z" || state === "X") return [];
  // Kernel threads have no environment, and reading it of other users' processes is refused.
  const environ = parent === "2" || pid === 2 ? undefined : readOptional(`/proc/${pid}/environ`);
  const isMarked = environ !== undefined && has(environ, marked);
  return [{ pid, parent: Number(parent), session: Number(session), isMarked }];
}

function readOptional(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function has(environ: Buffer, marked: Buffer): boolean {
  const at = environ.indexOf(marked);
  return at === 0 || (at > 0 && environ.includes(Buffer.concat([Buffer.of(0), marked])));
}

/** Where `ps` knows no sessions, process groups stand for them. */
async function listByPs(): Promise<ProcessFacts[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="]);
  return stdout.split("\n").flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    if (pid === undefined || pid === "" || state?.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), session: Number(group), isMarked: false }];
  });
}
