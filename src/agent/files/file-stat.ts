import { hash } from "node:crypto";
import type { BigIntStats, Stats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import type { FileEntry, FileStat } from "../../wire/agent-files.ts";
import { withFileErrors } from "../errno.ts";

/** What `path` itself is: a symlink is told as one, with its target. */
export async function statFile(path: string): Promise<FileStat> {
  return await withFileErrors(path, async () => {
    const found = await lstat(path, { bigint: true });
    return {
      path,
      type: typeOf(found),
      size: Number(found.size),
      mode: modeText(found),
      modified_at: found.mtime.toISOString(),
      etag: etagOf(found),
      target: found.isSymbolicLink() ? await readlink(path) : null,
    };
  });
}

/** Changes with content, replacement and permissions: any write moves ctime. */
export function etagOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return hash("sha256", [dev, ino, size, mtimeNs, ctimeNs].join("-"), "hex").slice(0, 32);
}

export function typeOf(found: Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink">): FileEntry["type"] {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "directory";
  return found.isSymbolicLink() ? "symlink" : "other";
}

/** Permission bits as `0644`. */
export function modeText({ mode }: { readonly mode: number | bigint }): string {
  return (Number(mode) & 0o7777).toString(8).padStart(4, "0");
}
