import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** True when the asked variable stands in the environment that the process was started with. */
  readonly isMarked: boolean;
}

/** All running processes but this one; `variable` is `NAME=value`. Only Linux tells environments. */
export async function listProcesses(variable: string): Promise<ProcessFacts[]> {
  const all = process.platform === "linux" ? await listByProc(variable) : await listByPs();
  return all.filter(({ pid }) => pid !== process.pid);
}

async function listByProc(variable: string): Promise<ProcessFacts[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const marked = Buffer.from(`${variable}\0`);
  const facts = await Promise.all(pids.map((pid) => factsOf(Number(pid), marked)));
  return facts.filter((one) => one !== undefined);
}

async function factsOf(pid: number, marked: Buffer): Promise<ProcessFacts | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [state, parent, , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (stat === "" || state === "Z" || state === "X") return undefined;
  // Kernel threads have no environment, and reading it of other users' processes is refused.
  const isKernelThread = parent === "2" || pid === 2;
  const environ = isKernelThread ? undefined : await readFile(`/proc/${pid}/environ`).catch(() => undefined);
  return {
    pid,
    parent: Number(parent),
    session: Number(session),
    isMarked: environ !== undefined && has(environ, marked),
  };
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
