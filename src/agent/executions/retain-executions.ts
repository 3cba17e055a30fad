import { rm, stat } from "node:fs/promises";
import type { ExecutionRecord } from "./execution-record.ts";

export interface Retention {
  readonly count: number;
  readonly bytes: number;
}

/** Removes the oldest finished executions past the bounds; running ones are never touched. */
export async function retainExecutions(
  records: Map<string, ExecutionRecord>,
  { count, bytes }: Retention,
): Promise<readonly ExecutionRecord[]> {
  const finished = [...records.values()]
    .filter(({ end }) => end !== undefined)
    .toSorted((a, b) => (b.end?.ended_at ?? "").localeCompare(a.end?.ended_at ?? ""));
  const sizes = await Promise.all(finished.map(sizeOf));
  let total = 0;
  const surplus = finished.filter((_record, index) => {
    total += sizes[index] ?? 0;
    return index >= count || (total > bytes && index > 0);
  });
  for (const record of surplus) records.delete(record.meta.id);
  await Promise.all(surplus.map(async ({ files }) => await rm(files.dir, { recursive: true, force: true })));
  return surplus;
}

async function sizeOf({ files }: ExecutionRecord): Promise<number> {
  const sizes = [files.output, files.stderr, files.command].map(async (path) => {
    const found = await stat(path).catch(() => undefined);
    return found?.size ?? 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
