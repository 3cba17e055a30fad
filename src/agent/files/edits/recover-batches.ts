import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../log.ts";
import { Batch, finish, takeBack } from "./replace-together.ts";

/** Ends the batches during which an earlier agent died: those that were not complete are taken back. */
export async function recoverBatches(root: string, log: Log): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    const record = join(root, name);
    try {
      if (name.endsWith(".json")) await recover(record);
      await rm(record, { force: true });
    } catch (error) {
      log("error", "an interrupted batch of edits could not be taken back", { record, error: String(error) });
    }
  }
}

async function recover(record: string): Promise<void> {
  const { committed, steps } = Batch.parse(JSON.parse(await readFile(record, "utf8")));
  if (committed) await finish(steps);
  else await takeBack(steps);
}
