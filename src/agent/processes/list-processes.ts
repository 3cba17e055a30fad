import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import type { AgentProcess } from "../../wire/agent-api.ts";
import { infrastructureOf } from "./infrastructure.ts";
import { EXECUTION_MARKER } from "../../rules/executions/unattended.ts";
import { readCommandLine, readProcessTable } from "./process-table.ts";
import type { ProcessRow } from "../../rules/process-row.ts";

const TICKS_PER_SECOND = 100;
const SAMPLE_LIMIT_MS = 300_000;

/**
 * Lists the user's processes, without what only runs the workspace (`wrappers`: pids of the executions' shells). CPU
 * use counts since the previous listing, or over the process's life when there is none.
 */
export function createProcessLister(
  wrappers: () => readonly number[],
  now: () => number = Date.now,
): () => readonly AgentProcess[] {
  let before = new Map<string, number>();
  let sampledAt = 0;
  return () => {
    const time = now();
    const elapsed = time - sampledAt;
    const previous = elapsed < SAMPLE_LIMIT_MS && elapsed > 100 ? before : new Map<string, number>();
    const rows = readProcessTable().filter(({ pid, ppid }) => !isKernelThread(pid, ppid));
    const users = readUsers();
    const executions = executionsOf(rows);
    const hidden = infrastructureOf(rows, new Set(wrappers()));
    const shown = rows.filter(({ pid }) => !hidden.has(pid));
    const list = shown.map((row): AgentProcess => {
      const ticks = previous.get(keyOf(row));
      const status = readStatus(row.pid);
      const startedAt = startTime(row, time);
      const seconds = ticks === undefined ? Math.max(0.01, (time - startedAt) / 1000) : elapsed / 1000;
      const used = (row.cpuTicks - (ticks ?? 0)) / TICKS_PER_SECOND;
      return {
        pid: row.pid,
        ppid: row.ppid,
        user: users.get(status.uid) ?? status.uid,
        state: row.state,
        cpu_percent: Math.round((1000 * used) / seconds) / 10,
        memory_bytes: status.rss,
        started_at: new Date(startedAt).toISOString(),
        command: readCommandLine(row.pid) || `[${status.name}]`,
        execution_id: executions.get(row.pid) ?? null,
      };
    });
    before = new Map(rows.map((row) => [keyOf(row), row.cpuTicks]));
    sampledAt = time;
    return list;
  };
}

function keyOf({ pid, start }: ProcessRow): string {
  return `${pid} ${start}`;
}

/** Which execution each process belongs to: by its environment, else by its nearest ancestor that has one. */
function executionsOf(rows: readonly ProcessRow[]): ReadonlyMap<number, string> {
  const own = new Map<number, string>();
  for (const { pid } of rows) {
    const id = markerOf(pid);
    if (id !== undefined && pid !== process.pid) own.set(pid, id);
  }
  const parents = new Map(rows.map(({ pid, ppid }) => [pid, ppid]));
  for (const { pid } of rows) {
    let at: number | undefined = pid;
    for (
      let hop = 0;
      at !== undefined && at > 1 && at !== process.pid && !own.has(at) && hop < 100;
      hop += 1
    ) {
      at = parents.get(at);
    }
    const id = at === undefined ? undefined : own.get(at);
    if (id !== undefined) own.set(pid, id);
  }
  return own;
}

function markerOf(pid: number): string | undefined {
  if (process.platform !== "linux") return undefined;
  const entry = readOrEmpty(`/proc/${pid}/environ`)
    .split("\0")
    .find((text) => text.startsWith(`${EXECUTION_MARKER}=`));
  return entry?.slice(EXECUTION_MARKER.length + 1);
}

function readStatus(pid: number): { readonly uid: string; readonly rss: number; readonly name: string } {
  const text = readOrEmpty(`/proc/${pid}/status`);
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(text)?.[1] ?? "";
  return { uid: field("Uid") || "?", rss: Number(field("VmRSS") || 0) * 1024, name: field("Name") };
}

function startTime({ start }: ProcessRow, now: number): number {
  if (process.platform !== "linux") return Date.parse(start) || now;
  return Math.round(Math.min(now, now - uptime() * 1000 + (Number(start) * 1000) / TICKS_PER_SECOND));
}

function readUsers(): ReadonlyMap<string, string> {
  const lines = readOrEmpty("/etc/passwd").split("\n");
  return new Map(
    lines.map((line) => {
      const [name = "", , uid = ""] = line.split(":");
      return [uid, name];
    }),
  );
}

/** Kernel threads are children of pid 2, and 2 itself where it is kthreadd. */
function isKernelThread(pid: number, ppid: number): boolean {
  if (process.platform !== "linux") return false;
  return (pid === 2 || ppid === 2) && isKthreadd();
}

function isKthreadd(): boolean {
  return readOrEmpty("/proc/2/comm").trim() === "kthreadd";
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
