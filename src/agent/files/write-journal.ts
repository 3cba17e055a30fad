import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { z } from "zod";
import { WriteResult } from "../../wire/agent-files.ts";
import { createJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";

const Entry = z.object({
  digest: z.string(),
  /** Where the body's bytes are in the file once the write has been applied. */
  effect: z.object({
    path: z.string(),
    start: z.int(),
    size: z.int(),
    sha256: z.string(),
    created: z.boolean(),
  }),
  /** Null while the write is being applied. */
  result: WriteResult.nullable(),
});
export type JournalEntry = z.infer<typeof Entry>;

/** Remembers writes by idempotency key. */
export type WriteJournal = Journal<JournalEntry>;

export const createWriteJournal = (root: string): WriteJournal => createJournal(root, Entry);

/** Tells, after a crash in the middle, whether an entry's write reached the file. */
export async function wasApplied({ effect }: JournalEntry): Promise<boolean> {
  const handle = await open(effect.path, "r").catch(() => undefined);
  if (handle === undefined) return false;
  try {
    if ((await handle.stat()).size !== effect.start + effect.size) return false;
    const digest = createHash("sha256");
    const options = { start: effect.start, autoClose: false };
    for await (const chunk of handle.createReadStream(options)) digest.update(chunk);
    return digest.digest("hex") === effect.sha256;
  } finally {
    await handle.close();
  }
}
