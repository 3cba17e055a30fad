import type { BigIntStats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { errnoOf } from "../errno.ts";

/** What is at a path; `other` is what no checkpoint holds: directories, devices, sockets, pipes. */
export type Found =
  | { readonly type: "file"; readonly mode: number; readonly size: number; readonly seen: string }
  | { readonly type: "symlink"; readonly target: string }
  | { readonly type: "absent" }
  | { readonly type: "other" };

export async function lookAt(path: string): Promise<Found> {
  const found = await statOf(path);
  if (found === undefined) return { type: "absent" };
  if (found.isSymbolicLink()) return { type: "symlink", target: await readlink(path) };
  if (!found.isFile()) return { type: "other" };
  const { dev, ino, size, mtimeNs, ctimeNs } = found;
  const seen = [dev, ino, size, mtimeNs, ctimeNs].join("-");
  return { type: "file", mode: Number(found.mode) & 0o7777, size: Number(size), seen };
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
