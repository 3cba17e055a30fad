import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseLog } from "./postmaster.ts";
import { startEmbedded } from "./start-embedded.ts";
import type { EmbeddedDatabase } from "./start-embedded.ts";

export interface TemporaryOptions {
  /** False makes it much faster; the data goes with it anyway. */
  readonly fsync?: boolean;
  readonly log?: DatabaseLog;
  readonly signal?: AbortSignal;
}

const quiet: DatabaseLog = () => {};

/** An empty PostgreSQL in a directory of its own that `stop` removes; for tests and trials. */
export async function startTemporary(options: TemporaryOptions = {}): Promise<EmbeddedDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "coder-postgres-"));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const database = await startEmbedded({ fsync: false, log: quiet, ...options, dataDir });
    const stop = async () => {
      await database.stop();
      await remove();
    };
    return { ...database, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
