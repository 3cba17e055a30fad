import { randomUUID } from "node:crypto";
import { copyFile, link, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
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

/** A batch on disk: until it is `committed`, whoever finds it takes it back. */
export const Batch = z.object({ committed: z.boolean(), steps: z.array(Step) });

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
    await takeBack(steps);
    await rm(record, { force: true });
    throw error;
  }
  await finish(steps);
  await rm(record, { force: true });
}

async function prepare({ spool, target }: Replacement): Promise<Step> {
  await prepareReplacement(spool, target, undefined);
  const identity = identityOf(await spool.handle.stat({ bigint: true }));
  return { path: target.path, spool: spool.path, identity, backup: `${spool.path}.old` };
}

async function keep(record: string, batch: z.infer<typeof Batch>): Promise<void> {
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

/** Gives the files their old content again, save those that somebody else has written since; can be repeated. */
export async function takeBack(steps: readonly Step[]): Promise<void> {
  for (const { path, spool, identity, backup } of steps) {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found !== undefined && identityOf(found) === identity)
      await rename(backup, path).catch(ignoreMissing);
    await rm(backup, { force: true });
    await rm(spool, { force: true });
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

/** Leaves nothing beside the files but their content. */
export async function finish(steps: readonly Step[]): Promise<void> {
  for (const { backup } of steps) await rm(backup, { force: true });
}
