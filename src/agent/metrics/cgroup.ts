import { readFileSync } from "node:fs";
import { join } from "node:path";

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
export function readCgroup(
  root = "/",
  mounts = read("/proc/self/mountinfo"),
  own = read("/proc/self/cgroup"),
): CgroupUsage | undefined {
  if (!isContainer(mounts, own)) return undefined;
  const base = join(root, "sys/fs/cgroup");
  return read(join(base, "memory.current")) === "" ? readV1(base) : readV2(base);
}

/** In a container the cgroup mount begins at the container's own group, whatever that is called outside. */
function isContainer(mounts: string, own: string): boolean {
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

function readV2(base: string): CgroupUsage | undefined {
  const usage = /^usage_usec (\d+)$/m.exec(read(join(base, "cpu.stat")))?.[1];
  if (usage === undefined) return undefined;
  const [quota = "max", period = "100000"] = read(join(base, "cpu.max")).trim().split(" ");
  const inactive = /^inactive_file (\d+)$/m.exec(read(join(base, "memory.stat")))?.[1] ?? "0";
  return {
    cpuSeconds: Number(usage) / 1e6,
    cores: quota === "max" || quota === "" ? undefined : Number(quota) / Number(period),
    // Page cache that can be dropped at any time is not memory in use.
    memoryBytes: Math.max(0, number(join(base, "memory.current")) - Number(inactive)),
    memoryLimit: limitOf(read(join(base, "memory.max"))),
  };
}

function readV1(base: string): CgroupUsage | undefined {
  const usage = read(join(base, "cpuacct/cpuacct.usage"));
  const memory = read(join(base, "memory/memory.usage_in_bytes"));
  if (usage === "" || memory === "") return undefined;
  const quota = number(join(base, "cpu/cpu.cfs_quota_us"));
  const period = number(join(base, "cpu/cpu.cfs_period_us"));
  const inactive = /^total_inactive_file (\d+)$/m.exec(read(join(base, "memory/memory.stat")))?.[1] ?? "0";
  return {
    cpuSeconds: Number(usage) / 1e9,
    cores: quota > 0 && period > 0 ? quota / period : undefined,
    memoryBytes: Math.max(0, Number(memory) - Number(inactive)),
    memoryLimit: limitOf(read(join(base, "memory/memory.limit_in_bytes"))),
  };
}

/** v1 writes "no limit" as a number near 2^63. */
function limitOf(text: string): number | undefined {
  const limit = Number(text.trim());
  return text.trim() === "" || Number.isNaN(limit) || limit > 2 ** 60 ? undefined : limit;
}

function number(path: string): number {
  return Number(read(path).trim()) || 0;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
