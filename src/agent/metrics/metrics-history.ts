import type { Metrics, MetricsHistory, RecentUse } from "../../wire/agent-api.ts";

export interface HistoryOptions {
  /** Called at each interval and never twice at once. */
  readonly sample: () => Promise<Metrics>;
  readonly intervalMs: number;
  /** So many samples are kept. */
  readonly keep: number;
}

export interface KeptMetrics {
  /** Oldest first. */
  readonly history: () => MetricsHistory;
  /** What the samples come to; null before the first. */
  readonly recent: () => RecentUse | null;
}

/** Samples the workspace at an interval until the signal aborts, and keeps the last samples in memory. */
export function keepMetrics({ sample, intervalMs, keep }: HistoryOptions, signal: AbortSignal): KeptMetrics {
  const samples: Metrics[] = [];
  const add = (taken: Metrics): void => {
    samples.push(taken);
    if (samples.length > keep) samples.shift();
    wait();
  };
  // A sample that could not be taken is one less to show.
  const wait = (): void => {
    if (!signal.aborted) timer = setTimeout(() => void sample().then(add, wait), intervalMs).unref();
  };
  let timer: NodeJS.Timeout | undefined;
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  wait();
  return {
    history: () => ({ interval_seconds: intervalMs / 1000, samples: [...samples] }),
    recent: () => recentUse(samples, intervalMs),
  };
}

function recentUse(samples: readonly Metrics[], intervalMs: number): RecentUse | null {
  if (samples.length === 0) return null;
  const cpu = samples.map(({ cpu: { percent } }) => percent);
  const mean = cpu.reduce((sum, percent) => sum + percent, 0) / cpu.length;
  return {
    seconds: Math.round((samples.length * intervalMs) / 1000),
    cpu_percent_mean: Math.round(mean * 10) / 10,
    cpu_percent_max: Math.max(...cpu),
    memory_bytes_max: Math.max(...samples.map(({ memory }) => memory.used_bytes)),
  };
}
