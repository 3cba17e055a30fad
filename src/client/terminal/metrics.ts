import { CGROUP_FILES, readCgroup, type CgroupUsage } from "../../rules/cgroup.ts";
import { networkUse } from "../../rules/network-use.ts";
import { isAlive, type ProcessRow } from "../../rules/process-row.ts";
import { quote } from "../../rules/shell-word.ts";
import type { CurrentMetrics } from "../../wire/agent-api.ts";
import { parseProcessTable, PROCESS_PROGRAM, type ProcessTable } from "./processes.ts";
import type { Shell } from "./shell-pool.ts";

const TICKS_PER_SECOND = 100;
/** CPU use is of the time between two looks; an older one would tell of the past. */
const SAMPLE_LIMIT_MS = 60_000;
const FILES = [...CGROUP_FILES, "/proc/net/dev", "/proc/meminfo"];

/** Processes, files that need no rights, the disk of the home directory and the number of cores. */
const PROGRAM = [
  `{ ${PROCESS_PROGRAM}\n} | b64; echo`,
  `df -Pk "$HOME" | tail -n 1`,
  `grep -c ^processor /proc/cpuinfo`,
  `n=0; for x in "$D"/x/*; do [ -f "$x/meta" ] && ! ended "\${x##*/}" && n=$(($n + 1)); done; echo $n`,
  ...FILES.map((path) => `b64 <${quote(path)}; echo`),
].join("\n");

interface Sample {
  readonly table: ProcessTable;
  readonly cgroup: CgroupUsage | undefined;
  /** CPU seconds used by everything so far. */
  readonly used: number;
  readonly at: number;
  readonly disk: readonly string[];
  readonly cores: number;
  readonly running: number;
  readonly read: (path: string) => string;
}

/** Samples the workspace: its container's cgroup when it has one of its own, else its processes. */
export function createMetricsSampler(shell: Shell): (signal: AbortSignal) => Promise<CurrentMetrics> {
  let before: Sample | undefined;
  const take = async (signal: AbortSignal, program: string): Promise<Sample> => {
    const { agentPid } = await shell.place(signal);
    const { bytes } = await shell.run(program, signal);
    return parseSample(bytes.toString(), agentPid);
  };
  return async (signal) => {
    const isOld = before === undefined || performance.now() - before.at > SAMPLE_LIMIT_MS;
    const first = isOld || before === undefined ? await take(signal, PROGRAM) : before;
    const sample = await take(signal, isOld ? `nap 0.2\n${PROGRAM}` : PROGRAM);
    before = sample;
    return metricsOf(sample, first);
  };
}

function parseSample(text: string, agentPid: number): Sample {
  const [processes = "", df = "", processors = "", running = "", ...files] = text.split("\n");
  const texts = new Map(
    FILES.map((path, index) => [path, Buffer.from(files[index] ?? "", "base64").toString()]),
  );
  const read = (path: string): string => texts.get(path) ?? "";
  const all = parseProcessTable(Buffer.from(processes, "base64").toString());
  const table = { ...all, rows: all.seesMachine ? belowAgent(all, agentPid) : all.rows };
  const cgroup = readCgroup(read);
  const ticks = table.rows.reduce((sum, row) => sum + row.cpuTicks + row.childTicks, 0);
  return {
    table,
    cgroup,
    used: cgroup?.cpuSeconds ?? ticks / TICKS_PER_SECOND,
    at: performance.now(),
    disk: df.trim().split(/\s+/),
    cores: cgroup?.cores ?? Math.max(1, Number(processors)),
    running: Number(running),
    read,
  };
}

/** What the workspace's agent started, and what carries an execution's mark. */
function belowAgent({ rows, marks }: ProcessTable, agentPid: number): readonly ProcessRow[] {
  const own = new Set([agentPid, ...marks.keys()]);
  let before: number;
  do {
    before = own.size;
    for (const { pid, ppid } of rows) if (own.has(ppid)) own.add(pid);
  } while (own.size > before);
  return rows.filter(({ pid }) => own.has(pid));
}

function metricsOf(sample: Sample, first: Sample): CurrentMetrics {
  const { table, cgroup, cores, disk, read } = sample;
  const living = table.rows.filter(isAlive);
  const seconds = (sample.at - first.at) / 1000;
  const percent = seconds <= 0 ? 0 : (100 * Math.max(0, sample.used - first.used)) / seconds / cores;
  const [used = 0, available = 0] = [disk.at(-4), disk.at(-3)].map((text) => Number(text) * 1024);
  const total = Number(/^MemTotal:\s*(\d+)/m.exec(read("/proc/meminfo"))?.[1] ?? 0) * 1024;
  return {
    sampled_at: new Date().toISOString(),
    uptime_seconds: Math.round(uptimeOf(sample)),
    cpu: { percent: Math.round(Math.min(100, percent) * 10) / 10, cores },
    memory: {
      used_bytes: cgroup?.memoryBytes ?? living.reduce((sum, { pid }) => sum + memoryOf(table, pid), 0),
      total_bytes: Math.min(cgroup?.memoryLimit ?? Infinity, total),
    },
    disk: { used_bytes: used, total_bytes: used + available, path: disk.at(-1) ?? "/" },
    // A container's network is its own.
    network: (cgroup === undefined ? undefined : networkUse(read("/proc/net/dev"))) ?? null,
    processes: living.length,
    running_executions: sample.running,
    recent: null,
  };
}

/** Of the workspace's first process, which in a container is not the machine's. */
function uptimeOf({ table }: Sample): number {
  const starts = table.rows.map(({ start }) => Number(start) / TICKS_PER_SECOND);
  return starts.length === 0 ? table.uptimeSeconds : table.uptimeSeconds - Math.min(...starts);
}

/** Without what is only kept of files; what processes share is counted for each. */
const memoryOf = ({ status }: ProcessTable, pid: number): number =>
  ["RssAnon", "RssShmem"].reduce((sum, name) => sum + Number(status.get(`${pid} ${name}`) ?? 0) * 1024, 0);
