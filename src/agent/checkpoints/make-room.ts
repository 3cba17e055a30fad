import { listHeads, loadRecord, removeRecord, type CheckpointRecord } from "./checkpoint-record.ts";
import type { ContentStore } from "./content-store.ts";

export interface Room {
  readonly manual: number;
  readonly automatic: number;
  readonly storedBytes: number;
}

interface Place {
  readonly records: string;
  readonly store: ContentStore;
}

/** Removes the oldest checkpoints, automatic ones first, until numbers and bytes are within bounds. */
export async function makeRoom({ records, store }: Place, room: Room): Promise<void> {
  const heads = await listHeads(records);
  const of = (kind: "manual" | "automatic") => heads.filter(({ about }) => about.kind === kind).toReversed();
  const counted = [...of("manual").slice(0, room.manual), ...of("automatic").slice(0, room.automatic)];
  if (counted.length === heads.length && (await store.size()) <= room.storedBytes) return;
  const all = await Promise.all(counted.map(async (head) => await loadRecord(records, head)));
  const kept = within(all, room.storedBytes);
  const ids = new Set(kept.map(({ about }) => about.id));
  await Promise.all(
    heads
      .filter(({ about }) => !ids.has(about.id))
      .map(async ({ about }) => await removeRecord(records, about.id)),
  );
  await store.keepOnly(new Set(kept.flatMap(contentsOf).map(([sha256]) => sha256)));
}

/** As many as the bytes allow, the first one in any case. */
function within(records: readonly CheckpointRecord[], storedBytes: number): readonly CheckpointRecord[] {
  const counted = new Set<string>();
  let bytes = 0;
  const end = records.findIndex((record, index) => {
    for (const [sha256, size] of contentsOf(record)) {
      bytes += counted.has(sha256) ? 0 : size;
      counted.add(sha256);
    }
    return index > 0 && bytes > storedBytes;
  });
  return end === -1 ? records : records.slice(0, end);
}

const contentsOf = ({ entries }: CheckpointRecord): readonly (readonly [sha256: string, size: number])[] =>
  entries.flatMap((entry) => (entry.type === "file" ? [[entry.sha256, entry.size] as const] : []));
