import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, totalmem, uptime } from "node:os";
import type { Metrics } from "../../wire/agent-api.ts";
import { isAlive, type ProcessRow } from "../../rules/process-row.ts";
import { readCgroup, type CgroupUsage } from "../../rules/cgroup.ts";
import { networkUse } from "../../rules/network-use.ts";
import { ownProcesses, seesMachine } from "./own-processes.ts";
import { processMemory } from "./process-memory.ts";

const TICKS_PER_SECOND = 100;

export interface MetricsDeps {
  readonly home: string;
  readonly runningExecutions: () => number;
}

interface CpuSample {
  /** CPU seconds used by everything so far. */
  readonly used: number;
  readonly at: number;
}

/**
 * Samples the workspace: its container's cgroup when it has one of its own, else its processes. CPU percent
 * is of all `cores` together, since the previous sample (the first one: since the sampler was made).
 */
export function createMetricsSampler(deps: MetricsDeps): () => Promise<Metrics> {
  let before = cpuOf(readCgroup(read), ownProcesses());
  return async () => {
    const cgroup = readCgroup(read);
    const rows = ownProcesses();
    const sample = cpuOf(cgroup, rows);
    const cores = cgroup?.cores ?? availableParallelism();
    const percent = cpuPercent(before, sample) / cores;
    before = sample;
    const living = rows.filter(isAlive).map(({ pid }) => pid);
    return {
      sampled_at: new Date().toISOString(),
      uptime_seconds: Math.round(seesMachine() ? process.uptime() : visibleUptime()),
      cpu: { percent: Math.round(Math.min(100, percent) * 10) / 10, cores },
      memory: {
        used_bytes: cgroup?.memoryBytes ?? (await processMemory(living)),
        total_bytes: Math.min(cgroup?.memoryLimit ?? Infinity, totalmem()),
      },
      disk: await diskOf(deps.home),
      // A container's network is its own.
      network: (cgroup !== undefined ? networkUse(read("/proc/net/dev")) : undefined) ?? null,
      processes: living.length,
      running_executions: deps.runningExecutions(),
    };
  };
}

function cpuPercent(before: CpuSample, after: CpuSample): number {
  const seconds = (after.at - before.at) / 1000;
  return seconds <= 0 ? 0 : Math.max(0, (100 * (after.used - before.used)) / seconds);
}

async function diskOf(path: string): Promise<Metrics["disk"]> {
  const disk = await statfs(path);
  return {
    used_bytes: (disk.blocks - disk.bfree) * disk.bsize,
    // What an ordinary user can fill: blocks kept for root are not part of it.
    total_bytes: (disk.blocks - disk.bfree + disk.bavail) * disk.bsize,
    path,
  };
}

function cpuOf(cgroup: CgroupUsage | undefined, rows: readonly ProcessRow[]): CpuSample {
  const at = performance.now();
  if (cgroup !== undefined) return { used: cgroup.cpuSeconds, at };
  // What a process used goes to its parent when it ends, so the sum falls only where a parent is not the workspace's.
  const ticks = rows.reduce((sum, row) => sum + row.cpuTicks + row.childTicks, 0);
  return { used: ticks / TICKS_PER_SECOND, at };
}

/** How long the workspace has been up: the age of its first process, which in a container is not the machine's. */
function visibleUptime(): number {
  const text = read("/proc/1/stat");
  const start = text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  return start === undefined ? uptime() : uptime() - Number(start) / 100;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
