import { readFile } from "node:fs/promises";
import { freemem, totalmem } from "node:os";

/**
 * Bytes of memory that processes use and that only their end gives back: a page that several share counts once, file
 * pages do not count. Asynchronous, because the kernel walks a process's pages for it.
 */
export async function processMemory(pids: readonly number[], root = "/proc"): Promise<number> {
  if (process.platform !== "linux") return totalmem() - freemem();
  const sizes = await Promise.all(pids.map(async (pid) => await memoryOf(`${root}/${pid}`)));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return Math.min(sum, totalmem());
}

async function memoryOf(dir: string): Promise<number> {
  const shares = await readFile(`${dir}/smaps_rollup`, "utf8").catch(() => "");
  if (shares !== "") return kibibytes(shares, "Pss_Anon") + kibibytes(shares, "Pss_Shmem");
  // Not ours to look into: what it shares with others is then counted for each.
  const status = await readFile(`${dir}/status`, "utf8").catch(() => "");
  return kibibytes(status, "RssAnon") + kibibytes(status, "RssShmem");
}

function kibibytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s*(\\d+)`, "m").exec(text)?.[1] ?? 0) * 1024;
}
