import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Checkpoint } from "../../wire/agent-checkpoints.ts";
import { saveWhole } from "../save-whole.ts";

/** One path of a checkpoint. */
export const Entry = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("file"),
    /** Absolute. */
    path: z.string(),
    mode: z.int(),
    size: z.int(),
    sha256: z.string(),
    /** What the kernel said of the file; while it says the same, the content is the same. */
    seen: z.string(),
  }),
  z.object({ type: z.literal("symlink"), path: z.string(), target: z.string() }),
  /** Nothing was there. */
  z.object({ type: z.literal("absent"), path: z.string() }),
]);
export type Entry = z.infer<typeof Entry>;

/** What is known of a checkpoint without its entries. */
export const CheckpointHead = z.object({
  about: Checkpoint,
  /** True when it has all of its folder, so that what is there besides was made later. */
  whole: z.boolean(),
  idempotency_key: z.string().optional(),
});
export type CheckpointHead = z.infer<typeof CheckpointHead>;

export interface CheckpointRecord extends CheckpointHead {
  readonly entries: readonly Entry[];
}

const Entries = z.array(Entry);
const HEAD = ".head.json";
const ENTRIES = ".entries.json";

/**
 * Saves a record so that a crash of the agent leaves all of it or nothing that counts. Automatic ones come with every
 * write, and are not worth waiting for the disk: after a crash of the machine the last ones may be missing.
 */
export async function saveRecord(root: string, { entries, ...head }: CheckpointRecord): Promise<void> {
  const sync = head.about.kind === "manual";
  await saveWhole(join(root, `${head.about.id}${ENTRIES}`), JSON.stringify(entries), { sync });
  await saveWhole(join(root, `${head.about.id}${HEAD}`), JSON.stringify(head), { sync });
}

/** The checkpoint of this id; undefined when there is none. */
export async function loadHead(root: string, id: string): Promise<CheckpointHead | undefined> {
  if (!/^[0-9a-z]+$/.test(id)) return undefined;
  const text = await readFile(join(root, `${id}${HEAD}`), "utf8").catch(() => "");
  return text === "" ? undefined : CheckpointHead.parse(JSON.parse(text));
}

/** All of it. */
export async function loadRecord(root: string, head: CheckpointHead): Promise<CheckpointRecord> {
  const text = await readFile(join(root, `${head.about.id}${ENTRIES}`), "utf8");
  return { ...head, entries: Entries.parse(JSON.parse(text)) };
}

/** Oldest first. */
export async function listHeads(root: string): Promise<readonly CheckpointHead[]> {
  const names = await readdir(root).catch(() => []);
  // Ids begin with their time.
  const ids = names.flatMap((name) => (name.endsWith(HEAD) ? [name.slice(0, -HEAD.length)] : [])).toSorted();
  const heads = await Promise.all(ids.map(async (id) => await loadHead(root, id)));
  return heads.filter((head) => head !== undefined);
}

export async function removeRecord(root: string, id: string): Promise<void> {
  for (const end of [HEAD, ENTRIES]) await rm(join(root, `${id}${end}`), { force: true });
}
