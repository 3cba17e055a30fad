import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { parseStat, type ProcessRow } from "../../rules/process-row.ts";

/** All visible processes. Synchronous on purpose: a snapshot must be faster than a fork. */
export function readProcessTable(): readonly ProcessRow[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** The process with this pid, if it exists. */
export function readProcess(pid: number): ProcessRow | undefined {
  if (process.platform !== "linux") return fromPs(["-p", String(pid)])[0];
  return parseStat(pid, readOrEmpty(`/proc/${pid}/stat`));
}

/** Full arguments of a process, joined by spaces; empty when it is gone or a kernel thread. */
export function readCommandLine(pid: number): string {
  if (process.platform !== "linux") return ps(["-ww", "-o", "command=", "-p", String(pid)]).trim();
  return readOrEmpty(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/** Tells whether the process was started with this `NAME=value` in its environment (only Linux can tell). */
export function hasEnvironment(pid: number, entry: string): boolean {
  if (process.platform !== "linux") return false;
  const text = readOrEmpty(`/proc/${pid}/environ`);
  return text.startsWith(`${entry}\0`) || text.includes(`\0${entry}\0`);
}

/** Tells whether the process's stdout or stderr is a file in `dir` (only Linux can tell). */
export function writesInto(pid: number, dir: string): boolean {
  if (process.platform !== "linux") return false;
  return [1, 2].some((fd) => readLinkOrEmpty(`/proc/${pid}/fd/${fd}`).startsWith(`${dir}/`));
}

function readLinkOrEmpty(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function fromProc(): readonly ProcessRow[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d/.test(name)) return [];
    const pid = Number(name);
    return parseStat(pid, readOrEmpty(`/proc/${pid}/stat`)) ?? [];
  });
}

function fromPs(selection: readonly string[] = ["-ax"]): readonly ProcessRow[] {
  const text = ps([...selection, "-o", "pid=,ppid=,pgid=,sess=,state=,time=,lstart="]);
  return text.split("\n").flatMap((line) => {
    const [pid, ppid, pgid, session, state, time, ...start] = line.trim().split(/\s+/);
    if (pid === undefined || pid === "") return [];
    return {
      pid: Number(pid),
      ppid: Number(ppid),
      pgid: Number(pgid),
      session: Number.parseInt(session ?? "0", 10) || 0,
      state: state ?? "",
      start: start.join(" "),
      cpuTicks: ticksOf(time ?? ""),
      childTicks: 0,
    };
  });
}

/** `[hours:]minutes:seconds.hundredths` of ps as clock ticks. */
function ticksOf(time: string): number {
  return Math.round(time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 100) || 0;
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync("ps", [...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}

/** Processes end while one looks at them: a missing file is an empty one. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
