import { hash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { EditResult } from "../../../wire/agent-files.ts";
import { etagOf } from "../file-stat.ts";
import { createJournal } from "../journal.ts";
import type { Journal } from "../journal.ts";

const Entry = z.object({
  digest: z.string(),
  /** What each file holds once the batch has been applied. */
  effects: z.array(z.string()),
  result: EditResult,
  done: z.boolean(),
});
export type EditEntry = z.infer<typeof Entry>;

/** Remembers batches of edits by idempotency key. */
export type EditJournal = Journal<EditEntry>;

export const createEditJournal = (root: string): EditJournal => createJournal(root, Entry);

export const contentHash = (bytes: Buffer): string => hash("sha256", bytes, "hex");

/** The result of an earlier call; undefined when a crash kept it from being applied. */
export async function earlierResult({ effects, result, done }: EditEntry): Promise<EditResult | undefined> {
  if (done) return { ...result, replayed: true };
  const files: EditResult["files"] = [];
  for (const [index, file] of result.files.entries()) {
    const bytes = await readFile(file.path).catch(() => undefined);
    if (bytes === undefined || contentHash(bytes) !== effects[index]) return undefined;
    files.push({ ...file, etag: etagOf(await stat(file.path, { bigint: true })) });
  }
  return { ...result, files, replayed: true };
}
