import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, totalmem, uptime } from "node:os";
import type { Metrics } from "../../wire/agent-api.ts";
import { isAlive, readProcessTable } from "../processes/process-table.ts";
import { readCgroup } from "./cgroup.ts";
import { visibleMemory } from "./visible-memory.ts";

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
 * Samples the workspace: its container's cgroup when it has one of its own, else the processes it can see. CPU percent
 * is of all `cores` together, since the previous sample (the first one: since the sampler was made).
 */
export function createMetricsSampler(deps: MetricsDeps): () => Promise<Metrics> {
  let before = sampleCpu();
  return async () => {
    const cgroup = readCgroup();
    const sample = sampleCpu();
    const cores = cgroup?.cores ?? availableParallelism();
    const seconds = (sample.at - before.at) / 1000;
    const percent = seconds <= 0 ? 0 : (100 * (sample.used - before.used)) / seconds / cores;
    before = sample;
    const disk = await statfs(deps.home);
    const total = Math.min(cgroup?.memoryLimit ?? Infinity, totalmem());
    return {
      sampled_at: new Date().toISOString(),
      uptime_seconds: Math.round(visibleUptime()),
      cpu: { percent: Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10, cores },
      memory: { used_bytes: cgroup?.memoryBytes ?? (await visibleMemory()), total_bytes: total },
      disk: {
        used_bytes: (disk.blocks - disk.bfree) * disk.bsize,
        // What an ordinary user can fill: blocks kept for root are not part of it.
        total_bytes: (disk.blocks - disk.bfree + disk.bavail) * disk.bsize,
        path: deps.home,
      },
      processes: readProcessTable().filter(isAlive).length,
      running_executions: deps.runningExecutions(),
    };
  };
}

function sampleCpu(): CpuSample {
  const at = performance.now();
  const cgroup = readCgroup();
  if (cgroup !== undefined) return { used: cgroup.cpuSeconds, at };
  // Summed over the machine's cores: ended processes would be missing from a sum over processes.
  const used = cpus().reduce(
    (sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1000,
    0,
  );
  return { used, at };
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
