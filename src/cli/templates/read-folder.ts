import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { AppError } from "../../wire/errors.ts";

const MAX_FILES = 5000;
const MAX_BYTES = 100 * 1024 * 1024;

/** Files that belong to whoever works on a template, not to the template. */
const LEFT_OUT = /^(?:\.(?!terraform\.lock\.hcl$).*|.*\.tfstate(?:\.backup)?|node_modules)$/;

/**
 * The files of a template's folder, by their paths in it. What begins with a dot, Terraform's state and node_modules are
 * left out; a link is followed inside the folder. Throws AppError invalid for a folder that is none, is empty, or has a
 * link out of it, and too_large past 5,000 files or 100 MiB.
 */
export async function readFolder(dir: string): Promise<ReadonlyMap<string, Buffer>> {
  const root = await realpath(dir).catch((error: unknown) => {
    throw new AppError("invalid", `--directory: ${dir} is no folder that can be read`, { cause: error });
  });
  const files = new Map<string, Buffer>();
  let bytes = 0;
  for await (const path of filesBelow(root, root)) {
    const content = await readFile(path);
    bytes += content.length;
    if (files.size >= MAX_FILES || bytes > MAX_BYTES) throw tooLarge(dir);
    files.set(relative(root, path).split(sep).join("/"), content);
  }
  if (files.size === 0) throw new AppError("invalid", `--directory: ${dir} has no files`);
  return files;
}

async function* filesBelow(root: string, dir: string): AsyncGenerator<string> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    throw new AppError("invalid", `--directory: ${dir} is no folder that can be read`, { cause: error });
  });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (LEFT_OUT.test(entry.name)) continue;
    const path = join(dir, entry.name);
    if (entry.isSymbolicLink()) await refuseOutside(root, path);
    if (entry.isDirectory()) yield* filesBelow(root, path);
    else if ((await stat(path)).isFile()) yield path;
  }
}

/** What a link leads to becomes part of the template, so it must be in its folder. */
async function refuseOutside(root: string, path: string): Promise<void> {
  const target = await realpath(path).catch(() => "");
  if (target.startsWith(`${root}${sep}`)) return;
  throw new AppError(
    "invalid",
    `--directory: ${relative(root, path)} is a link out of the folder; copy what it leads to`,
  );
}

const tooLarge = (dir: string): AppError =>
  new AppError("too_large", `--directory: ${dir} is too large for a template`, {
    detail: `It may hold at most ${MAX_FILES} files and ${MAX_BYTES / 1024 / 1024} MiB.`,
  });
