import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../errno.ts";

/** Makes a directory and its parents; unlike node's own, it says EROFS of a read-only file system, not ENOENT. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    await mkdir(await firstMissing(path));
    await mkdir(path, { recursive: true });
  }
}

async function firstMissing(path: string): Promise<string> {
  const parent = dirname(path);
  const exists = parent === path || (await stat(parent).catch(() => undefined)) !== undefined;
  return exists ? path : await firstMissing(parent);
}
