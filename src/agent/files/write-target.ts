import type { BigIntStats } from "node:fs";
import { readlink, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { AppError, invalidField } from "../../wire/errors.ts";
import { errnoOf } from "../errno.ts";
import { etagOf } from "./file-stat.ts";
import { demandFile } from "./open-file.ts";

/** What a write would replace. */
export interface WriteTarget {
  /** The file itself, behind any symlinks. */
  readonly path: string;
  readonly stat: BigIntStats | undefined;
}

/** Follows symlinks, also to a file that does not exist yet; throws unless a regular file can be there. */
export async function findWriteTarget(path: string): Promise<WriteTarget> {
  let target = path;
  // As many links as Linux itself follows.
  for (let hop = 0; hop < 40; hop += 1) {
    const link = await readlink(target).catch(() => undefined);
    if (link === undefined) return await describe(target, path);
    target = resolve(dirname(target), link);
  }
  throw invalidField("path", `${path}: too many levels of symbolic links`);
}

async function describe(target: string, path: string): Promise<WriteTarget> {
  try {
    const found = await stat(target, { bigint: true });
    if (found.isDirectory()) throw invalidField("path", `${path} is a directory`);
    demandFile(path, found);
    return { path: target, stat: found };
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    if (path.endsWith("/")) throw invalidField("path", `${path} names a directory`);
    return { path: target, stat: undefined };
  }
}

/** Throws AppError "precondition" unless the file is still what the caller last saw. */
export function demandMatch(ifMatch: string | undefined, target: WriteTarget): void {
  if (ifMatch === undefined) return;
  if (ifMatch === "none") {
    if (target.stat === undefined) return;
    throw new AppError("precondition", `if_match: ${target.path} exists already`);
  }
  if (target.stat === undefined)
    throw new AppError("precondition", `if_match: ${target.path} does not exist`);
  if (etagOf(target.stat) === ifMatch.replace(/^"(.*)"$/, "$1")) return;
  throw new AppError("precondition", `if_match: ${target.path} has changed: read it again`);
}
