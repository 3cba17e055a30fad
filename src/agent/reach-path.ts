import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AppError } from "../wire/errors.ts";
import { errnoOf, withFileErrors } from "./errno.ts";
import { expandPath } from "../rules/files/expand-path.ts";
import type { Call } from "./http/route.ts";

/** As many links as Linux itself follows. */
const MAX_LINKS = 40;

/**
 * The path to work with, from the caller's text. A call that is held to folders gets the real one, without symlinks, so
 * that what was checked is what is opened; AppError "forbidden" when that is outside, whether or not it exists.
 */
export async function reachPath(
  { within }: Pick<Call, "within">,
  text: string,
  home: string,
): Promise<string> {
  const path = expandPath(text, home, "path");
  if (within === undefined) return path;
  return await withFileErrors(path, async () => {
    const real = await realPathOf(path);
    for (const folders of within) if (!(await isWithin(real, folders, home))) throw outside(path, folders);
    return real;
  });
}

async function isWithin(real: string, folders: readonly string[], home: string): Promise<boolean> {
  for (const folder of folders) {
    const root = await realPathOf(expandPath(folder, home, "paths"));
    if (real === root || real.startsWith(root === "/" ? "/" : `${root}/`)) return true;
  }
  return false;
}

function outside(path: string, folders: readonly string[]): AppError {
  const detail = `${path} is, or leads, outside of ${folders.join(", ")}, which is all that this access reaches.`;
  return new AppError("forbidden", "Forbidden.", { detail });
}

/** Where a path leads, also when its end does not exist yet. */
async function realPathOf(path: string, links = MAX_LINKS): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (links === 0 || !["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) throw error;
  }
  const parent = dirname(path);
  if (parent === path) return path;
  const folder = await realPathOf(parent, links - 1);
  const link = await readlink(join(folder, basename(path))).catch(() => undefined);
  return link === undefined
    ? join(folder, basename(path))
    : await realPathOf(resolve(folder, link), links - 1);
}
