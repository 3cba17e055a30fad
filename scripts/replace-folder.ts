import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Moves the files of `draft` into `dir` and removes what else is there. Programs may be starting from these files at
 * this moment: each is replaced as a whole, and none is missing meanwhile.
 */
export async function replaceFolder(draft: string, dir: string): Promise<void> {
  const made = await filesBelow(draft);
  for (const name of made) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await rename(join(draft, name), join(dir, name));
  }
  await rm(draft, { recursive: true });
  for (const name of await filesBelow(dir)) if (!made.includes(name)) await rm(join(dir, name));
}

/** Paths relative to `dir`, deepest first, so that what refers to other files comes after them. */
async function filesBelow(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .toSorted((one, other) => other.split("/").length - one.split("/").length);
}
