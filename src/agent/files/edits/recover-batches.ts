import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { saveWhole } from "../../save-whole.ts";
import type { Log } from "../../log.ts";
import { Batch, conflictOf, finish, takeBack, type Conflict } from "./replace-together.ts";

/** Throws AppError "conflict" once about files that recovery had to leave as they are. */
export type TellConflicts = (paths: readonly string[]) => Promise<void>;

/**
 * Ends the batches during which an earlier agent died: those that were not complete are taken back. Files that somebody
 * else has written since are logged, and told of to the next edit of one of them, also after a further restart.
 */
export async function recoverBatches(root: string, log: Log): Promise<TellConflicts> {
  const untold = new Map<string, readonly Conflict[]>();
  for (const name of await readdir(root).catch(() => [])) {
    const record = join(root, name);
    try {
      const conflicts = name.endsWith(".json") ? await recover(record) : [];
      if (conflicts.length === 0) await rm(record, { force: true });
      else untold.set(record, conflicts);
      for (const conflict of conflicts)
        log("error", "a file of an interrupted batch of edits was written since", conflict);
    } catch (error) {
      log("error", "an interrupted batch of edits could not be taken back", { record, error: String(error) });
    }
  }
  return async (paths) => {
    for (const [record, conflicts] of untold) {
      if (!conflicts.some(({ path }) => paths.includes(path))) continue;
      untold.delete(record);
      await rm(record, { force: true });
      throw conflictOf(conflicts);
    }
  };
}

async function recover(record: string): Promise<readonly Conflict[]> {
  const { committed, steps, conflicts } = Batch.parse(JSON.parse(await readFile(record, "utf8")));
  if (committed) await finish(steps);
  const all = committed ? conflicts : [...conflicts, ...(await takeBack(steps))];
  if (all.length > 0) {
    const left = { committed: false, steps: [], conflicts: all };
    await saveWhole(record, JSON.stringify(left), { sync: true });
  }
  return all;
}
