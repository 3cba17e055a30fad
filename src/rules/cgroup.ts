/** What a cgroup says of the workspace as a whole. */
export interface CgroupUsage {
  readonly cpuSeconds: number;
  /** Cores the limit allows; undefined without a limit. */
  readonly cores: number | undefined;
  readonly memoryBytes: number;
  /** Undefined without a limit. */
  readonly memoryLimit: number | undefined;
}

/**
 * The usage of the container this agent runs in; undefined when its cgroup is not the workspace's alone: on a bare
 * machine, or where the agent shares the deployment's.
 */
export function readCgroup(read: ReadFile): CgroupUsage | undefined {
  if (!isContainer(read)) return undefined;
  return read(`${BASE}/memory.current`) === "" ? readV1(read) : readV2(read);
}

/** A file's text; empty where there is none. */
export type ReadFile = (path: string) => string;

const BASE = "/sys/fs/cgroup";

/** All that is read. */
export const CGROUP_FILES: readonly string[] = [
  "/proc/self/mountinfo",
  "/proc/self/cgroup",
  ...[
    "memory.current",
    "cpu.stat",
    "cpu.max",
    "memory.stat",
    "memory.max",
    "cpuacct/cpuacct.usage",
    "memory/memory.usage_in_bytes",
    "cpu/cpu.cfs_quota_us",
    "cpu/cpu.cfs_period_us",
    "memory/memory.stat",
    "memory/memory.limit_in_bytes",
  ].map((name) => `${BASE}/${name}`),
];

/** In a container the cgroup mount begins at the container's own group, whatever that is called outside. */
function isContainer(read: ReadFile): boolean {
  const [mounts, own] = [read("/proc/self/mountinfo"), read("/proc/self/cgroup")];
  const paths = new Map(
    own.split("\n").flatMap((line) => {
      const [, controllers = "", path = ""] = line.split(":");
      return controllers.split(",").map((name): [string, string] => [name, path]);
    }),
  );
  return mounts.split("\n").some((line) => {
    const [left = "", right = ""] = line.split(" - ");
    const [, , , mountRoot = "", mountPoint = ""] = left.split(" ");
    if (right.startsWith("cgroup2 ")) {
      return (
        mountPoint === "/sys/fs/cgroup" &&
        mountRoot === paths.get("") &&
        read("/sys/fs/cgroup/memory.current") !== ""
      );
    }
    const isMemory = right.startsWith("cgroup ") && mountPoint.endsWith("/memory");
    return isMemory && mountRoot !== "/" && mountRoot === paths.get("memory");
  });
}

function readV2(read: ReadFile): CgroupUsage | undefined {
  const usage = /^usage_usec (\d+)$/m.exec(read(`${BASE}/cpu.stat`))?.[1];
  if (usage === undefined) return undefined;
  const [quota = "max", period = "100000"] = read(`${BASE}/cpu.max`).trim().split(" ");
  const inactive = /^inactive_file (\d+)$/m.exec(read(`${BASE}/memory.stat`))?.[1] ?? "0";
  return {
    cpuSeconds: Number(usage) / 1e6,
    cores: quota === "max" || quota === "" ? undefined : Number(quota) / Number(period),
    // Page cache that can be dropped at any time is not memory in use.
    memoryBytes: Math.max(0, number(read(`${BASE}/memory.current`)) - Number(inactive)),
    memoryLimit: limitOf(read(`${BASE}/memory.max`)),
  };
}

function readV1(read: ReadFile): CgroupUsage | undefined {
  const usage = read(`${BASE}/cpuacct/cpuacct.usage`);
  const memory = read(`${BASE}/memory/memory.usage_in_bytes`);
  if (usage === "" || memory === "") return undefined;
  const quota = number(read(`${BASE}/cpu/cpu.cfs_quota_us`));
  const period = number(read(`${BASE}/cpu/cpu.cfs_period_us`));
  const inactive = /^total_inactive_file (\d+)$/m.exec(read(`${BASE}/memory/memory.stat`))?.[1] ?? "0";
  return {
    cpuSeconds: Number(usage) / 1e9,
    cores: quota > 0 && period > 0 ? quota / period : undefined,
    memoryBytes: Math.max(0, Number(memory) - Number(inactive)),
    memoryLimit: limitOf(read(`${BASE}/memory/memory.limit_in_bytes`)),
  };
}

/** v1 writes "no limit" as a number near 2^63. */
function limitOf(text: string): number | undefined {
  const limit = Number(text.trim());
  return text.trim() === "" || Number.isNaN(limit) || limit > 2 ** 60 ? undefined : limit;
}

function number(text: string): number {
  return Number(text.trim()) || 0;
}
