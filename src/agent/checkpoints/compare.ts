import type { CheckpointChange } from "../../wire/agent-checkpoints.ts";
import type { CheckpointRecord, Entry } from "./checkpoint-record.ts";
import { digestOf } from "./content-store.ts";
import { lookAt } from "./look-at.ts";
import { walkFolder } from "./walk-folder.ts";

/** A path that is not what it was, and what it was. */
export interface Difference extends CheckpointChange {
  readonly entry: Entry;
}

/** What has changed since a checkpoint, at or below `within`, in order of the paths. */
export async function compare(
  record: CheckpointRecord,
  within: string | undefined,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const entry of record.entries) {
    signal.throwIfAborted();
    const change = isWithin(entry.path, within) ? await changeOf(entry) : undefined;
    if (change !== undefined) differences.push({ path: entry.path, change, entry });
  }
  if (record.whole) differences.push(...(await madeSince(record, within, signal)));
  return differences.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const isWithin = (path: string, within: string | undefined): boolean =>
  within === undefined || path === within || path.startsWith(`${within.replace(/\/$/, "")}/`);

async function changeOf(entry: Entry): Promise<CheckpointChange["change"] | undefined> {
  const found = await lookAt(entry.path);
  if (entry.type === "absent") return found.type === "absent" ? undefined : "created";
  if (found.type === "absent") return "deleted";
  if (entry.type === "symlink")
    return found.type === "symlink" && found.target === entry.target ? undefined : "modified";
  if (found.type !== "file") return "modified";
  if (found.seen === entry.seen) return undefined;
  if (found.size !== entry.size || (await digestOf(entry.path)) !== entry.sha256) return "modified";
  return found.mode === entry.mode ? undefined : "mode";
}

async function madeSince(
  record: CheckpointRecord,
  within: string | undefined,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const known = new Set([...record.entries.map(({ path }) => path), ...record.about.skipped]);
  const paths = await walkFolder(record.about.path, signal).catch(() => []);
  return paths
    .filter((path) => !known.has(path) && isWithin(path, within))
    .map((path) => ({ path, change: "created", entry: { type: "absent", path } }));
}
