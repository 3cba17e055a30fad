import { randomUUID } from "node:crypto";
import { copyFile, link, lstat, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { AppError } from "../../../wire/errors.ts";
import { saveWhole } from "../../save-whole.ts";
import { prepareReplacement, replaceFile, syncDirectory } from "../apply-write.ts";
import type { Spool } from "../spool-body.ts";
import type { WriteTarget } from "../write-target.ts";

export interface Replacement {
  readonly spool: Spool;
  readonly target: WriteTarget;
}

const Step = z.object({
  path: z.string(),
  /** The content to come, and what tells that it has come. */
  spool: z.string(),
  identity: z.string(),
  /** The content that was. */
  backup: z.string(),
});
export type Step = z.infer<typeof Step>;

const Conflict = z.object({
  path: z.string(),
  /** Where the content is that the file had before the batch. */
  saved: z.string(),
});
/** A file that was edited, and that somebody else had written when the edit was to be taken back: it keeps that. */
export type Conflict = z.infer<typeof Conflict>;

/** A batch on disk: until it is `committed`, whoever finds it takes it back; `conflicts` have still to be told of. */
export const Batch = z.object({
  committed: z.boolean(),
  steps: z.array(Step),
  conflicts: z.array(Conflict).default([]),
});

/**
 * Replaces several files, or none of them: a failure takes back what was done, and after a crash `recoverBatches` does.
 * `root` is where batches are kept until they are over.
 */
export async function replaceTogether(root: string, replacements: readonly Replacement[]): Promise<void> {
  const [first, ...others] = replacements;
  if (first === undefined) return;
  // One rename is whole by itself.
  if (others.length === 0) return await replaceFile(first.spool, first.target, undefined);
  const steps = await Promise.all(replacements.map(prepare));
  const record = join(root, `${randomUUID()}.json`);
  try {
    await keep(record, { committed: false, steps });
    for (const { spool, path } of steps) await rename(spool, path);
    await Promise.all([...new Set(steps.map(({ path }) => dirname(path)))].map(syncDirectory));
    await keep(record, { committed: true, steps });
  } catch (error) {
    const conflicts = await takeBack(steps);
    await rm(record, { force: true });
    throw conflicts.length === 0 ? error : conflictOf(conflicts, error);
  }
  await finish(steps);
  await rm(record, { force: true });
}

async function prepare({ spool, target }: Replacement): Promise<Step> {
  await prepareReplacement(spool, target, undefined);
  const identity = identityOf(await spool.handle.stat({ bigint: true }));
  return { path: target.path, spool: spool.path, identity, backup: `${spool.path}.old` };
}

/** Tells what a batch that was taken back has left behind. */
export function conflictOf(conflicts: readonly Conflict[], cause?: unknown): AppError {
  const told = conflicts.map(({ path, saved }) => `${path} (before the edits: ${saved})`).join(", ");
  const message = `a batch of edits broke off and was taken back, but for files that somebody else has written since: ${told}`;
  const detail = "look at these files and decide what they are to hold; then repeat the call";
  return new AppError("conflict", message, { detail, cause });
}

async function keep(record: string, batch: z.input<typeof Batch>): Promise<void> {
  if (!batch.committed) await Promise.all(batch.steps.map(backUp));
  await saveWhole(record, JSON.stringify(batch), { sync: true });
  await syncDirectory(dirname(record));
}

/** A second name for the old content where the file system and its rules allow one, else a copy. */
async function backUp({ path, backup }: Step): Promise<void> {
  await link(path, backup).catch(async () => await copyFile(path, backup));
}

/** Survives a rename, and not a change of the content. */
function identityOf({ dev, ino, size, mtimeNs }: Record<"dev" | "ino" | "size" | "mtimeNs", bigint>): string {
  return [dev, ino, size, mtimeNs].join("-");
}

/**
 * Gives the files their old content again, save those that somebody else has written since: they are returned, and what
 * they held stays beside them. Can be repeated.
 */
export async function takeBack(steps: readonly Step[]): Promise<readonly Conflict[]> {
  const conflicts: Conflict[] = [];
  for (const { path, spool, identity, backup } of steps) {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    const isOurs = found !== undefined && identityOf(found) === identity;
    if (isOurs) await rename(backup, path).catch(ignoreMissing);
    // The new content was put in place, and is not there any more.
    else if (!(await exists(spool)) && (await exists(backup))) {
      conflicts.push({ path, saved: backup });
      continue;
    }
    await rm(backup, { force: true });
    await rm(spool, { force: true });
  }
  return conflicts;
}

const exists = async (path: string): Promise<boolean> =>
  await lstat(path).then(
    () => true,
    () => false,
  );

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

/** Leaves nothing beside the files but their content. */
export async function finish(steps: readonly Step[]): Promise<void> {
  for (const { backup } of steps) await rm(backup, { force: true });
}
