import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes a directory and all below it, also directories that their owner made read-only (as Go's cache does). */
export async function removeTree(dir: string): Promise<void> {
  try {
    await rm(dir, { recursive: true, force: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && ["EACCES", "EPERM"].includes(String(error.code))))
      throw error;
    await openDirectories(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

async function openDirectories(dir: string): Promise<void> {
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await openDirectories(join(dir, entry.name));
  }
}
