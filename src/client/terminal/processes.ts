import { EXECUTION_MARKER } from "../../rules/executions/unattended.ts";
import { parseStat, type ProcessRow } from "../../rules/process-row.ts";
import type { AgentProcess } from "../../wire/agent-api.ts";
import type { Shell } from "./shell-pool.ts";

const TICKS_PER_SECOND = 100;
const SAMPLE_LIMIT_MS = 300_000;
const LEAST_ELAPSED_MS = 100;

/** What the workspace tells of all its processes at one moment. */
export interface ProcessTable {
  readonly rows: readonly ProcessRow[];
  /** Of `/proc/<pid>/status`, by pid and name. */
  readonly status: ReadonlyMap<string, string>;
  readonly commands: ReadonlyMap<number, string>;
  /** Which execution each process says it belongs to. */
  readonly marks: ReadonlyMap<number, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly uptimeSeconds: number;
  /** Whether the processes of a whole machine are seen: the parent of kernel threads is in no container. */
  readonly seesMachine: boolean;
  /** What runs the workspace, or holds a command. */
  readonly hidden: ReadonlySet<number>;
}

/** Prints what `parseProcessTable` reads, in parts that no argument of a process can imitate. */
export const PROCESS_PROGRAM = [
  `cat /proc/uptime /proc/2/comm; printf '\\0\\0'`,
  `echo $(above $$) $(wrappers) $(holders); printf '\\0\\0'`,
  `cat /proc/[0-9]*/stat; printf '\\0\\0'`,
  `cat /etc/passwd; printf '\\0\\0'`,
  `grep -HsE '^(Name|Uid|VmRSS|RssAnon|RssShmem):' /proc/[0-9]*/status; printf '\\0\\0'`,
  `grep -Hsz '^${EXECUTION_MARKER}=' /proc/[0-9]*/environ; printf '\\0'`,
  `grep -Hsz '' /proc/[0-9]*/cmdline`,
].join("\n");

/** Reads what PROCESS_PROGRAM printed. */
export function parseProcessTable(text: string): ProcessTable {
  const parts = text.split("\0\0");
  const [system = "", hidden = "", stats = "", passwd = "", status = "", marks = ""] = parts;
  const commands = parts.slice(6).join("\0\0");
  const [uptime = "", comm = ""] = system.split("\n");
  return {
    rows: stats.split("\n").flatMap((line) => parseStat(Number.parseInt(line, 10), line) ?? []),
    status: new Map(
      lines(status, /^\/proc\/(\d+)\/status:(\w+):\s*(\S+)/).map(([pid, key, value]) => [
        `${pid} ${key}`,
        value,
      ]),
    ),
    commands: joined(records(commands, "cmdline")),
    marks: new Map(
      records(marks, "environ").map(([pid, entry]) => [pid, entry.slice(EXECUTION_MARKER.length + 1)]),
    ),
    users: new Map(
      passwd
        .split("\n")
        .map((line): [string, string] => [line.split(":")[2] ?? "", line.split(":")[0] ?? ""]),
    ),
    uptimeSeconds: Number.parseFloat(uptime),
    seesMachine: comm.trim() === "kthreadd",
    hidden: new Set(hidden.trim().split(/\s+/).map(Number)),
  };
}

const lines = (text: string, form: RegExp): readonly (readonly [string, string, string])[] =>
  text.split("\n").flatMap((line): (readonly [string, string, string])[] => {
    const [, pid = "", key = "", value = ""] = form.exec(line) ?? [];
    return pid === "" ? [] : [[pid, key, value]];
  });

/** What `grep -z` prints: the path and one piece, each before a NUL. */
function records(text: string, file: string): readonly [number, string][] {
  const form = new RegExp(`^/proc/(\\d+)/${file}:([^]*)$`);
  return text.split("\0").flatMap((record): [number, string][] => {
    const [, pid, piece = ""] = form.exec(record) ?? [];
    return pid === undefined ? [] : [[Number(pid), piece]];
  });
}

function joined(pieces: readonly [number, string][]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [pid, piece] of pieces)
    found.set(pid, found.has(pid) ? `${found.get(pid) ?? ""} ${piece}` : piece);
  return found;
}

/** Lists processes; CPU use counts since the previous listing, or over the process's life when there is none. */
export function createProcessLister(shell: Shell): (signal: AbortSignal) => Promise<readonly AgentProcess[]> {
  let before = new Map<string, number>();
  let sampledAt = 0;
  return async (signal) => {
    const { bytes } = await shell.run(PROCESS_PROGRAM, signal);
    const table = parseProcessTable(bytes.toString());
    const now = Date.now();
    const elapsed = now - sampledAt;
    const isRecent = elapsed < SAMPLE_LIMIT_MS && elapsed > LEAST_ELAPSED_MS;
    const previous = isRecent ? before : new Map<string, number>();
    const executions = executionsOf(table);
    const shown = table.rows.filter((row) => isShown(row, table));
    const list = shown.map((row): AgentProcess => {
      const ticks = previous.get(keyOf(row));
      const age = Math.max(0.01, table.uptimeSeconds - Number(row.start) / TICKS_PER_SECOND);
      const seconds = ticks === undefined ? age : elapsed / 1000;
      const used = (row.cpuTicks - (ticks ?? 0)) / TICKS_PER_SECOND;
      const field = (name: string): string => table.status.get(`${row.pid} ${name}`) ?? "";
      return {
        pid: row.pid,
        ppid: row.ppid,
        user: table.users.get(field("Uid")) ?? (field("Uid") || "?"),
        state: row.state,
        cpu_percent: Math.max(0, Math.round((1000 * used) / seconds) / 10),
        memory_bytes: Number(field("VmRSS")) * 1024,
        started_at: new Date(now - age * 1000).toISOString(),
        command: table.commands.get(row.pid)?.trim() || `[${field("Name")}]`,
        execution_id: executions.get(row.pid) ?? null,
      };
    });
    before = new Map(table.rows.map((row) => [keyOf(row), row.cpuTicks]));
    sampledAt = now;
    return list;
  };
}

const keyOf = ({ pid, start }: ProcessRow): string => `${pid} ${start}`;

/** Neither a kernel thread, nor what runs the workspace, nor what this very listing runs. */
function isShown({ pid, ppid }: ProcessRow, { seesMachine, hidden, commands }: ProcessTable): boolean {
  if (seesMachine && (pid === 2 || ppid === 2)) return false;
  return !hidden.has(pid) && !(hidden.has(ppid) && !commands.has(pid));
}

/** By its environment, else by its nearest ancestor that has one. */
function executionsOf({ rows, marks }: ProcessTable): ReadonlyMap<number, string> {
  const own = new Map(marks);
  const parents = new Map(rows.map(({ pid, ppid }) => [pid, ppid]));
  for (const { pid } of rows) {
    let at: number | undefined = pid;
    for (let hop = 0; at !== undefined && at > 1 && !own.has(at) && hop < 100; hop += 1) at = parents.get(at);
    const id = at === undefined ? undefined : own.get(at);
    if (id !== undefined) own.set(pid, id);
  }
  return own;
}
