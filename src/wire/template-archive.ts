import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract, pack } from "tar-stream";
import type { Header } from "tar-stream";
import { AppError } from "./errors.ts";

const MAX_FILES = 5000;
const MAX_BYTES = 100 * 1024 * 1024;
const PACKED_AT = new Date(0);

/**
 * Reads a template's tar archive into memory. Throws AppError "invalid" that names the entry for anything but plain
 * files and directories inside the archive's own root, and "too_large" past 5,000 files or 100 MiB of content.
 */
export async function readArchive(tar: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let bytes = 0;
  try {
    for await (const entry of Readable.from([tar]).pipe(extract())) {
      const path = safePath(entry.header);
      if (path !== undefined) {
        bytes += entry.header.size ?? 0;
        refuseTooLarge(files.size + 1, bytes);
        files.set(path, await buffer(entry));
      }
      entry.resume();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid", "the template archive is not a tar file", { cause: error });
  }
  return files;
}

/** Packs files into a tar archive; the same files give the same bytes. */
export async function packArchive(files: ReadonlyMap<string, Buffer | string>): Promise<Buffer> {
  const archive = pack();
  const bytes = buffer(archive);
  for (const name of [...files.keys()].toSorted()) {
    archive.entry({ name, mode: 0o644, mtime: PACKED_AT }, files.get(name) ?? "");
  }
  archive.finalize();
  return await bytes;
}

/** The path inside the archive; undefined for directories, which hold no content. */
function safePath({ name, type }: Header): string | undefined {
  const parts = name.split("/").filter((part) => part !== "." && part !== "");
  if (name.startsWith("/") || /^[a-zA-Z]:|\\|\0/.test(name))
    throw refused(name, "has an absolute or odd path");
  if (parts.includes("..")) throw refused(name, "leaves the archive with ..");
  if (type === "directory") return undefined;
  if (type !== "file" && type !== "contiguous-file") throw refused(name, `is a ${type ?? "special"}`);
  if (parts.length === 0) throw refused(name, "has no name");
  return parts.join("/");
}

function refused(name: string, why: string): AppError {
  const entry = name.slice(0, 200);
  return new AppError("invalid", `the template archive's entry ${JSON.stringify(entry)} ${why}`, {
    detail: "An archive may hold plain files and directories with relative paths only.",
  });
}

function refuseTooLarge(count: number, bytes: number): void {
  if (count <= MAX_FILES && bytes <= MAX_BYTES) return;
  throw new AppError("too_large", "the template archive is too large", {
    detail: `It may hold at most ${MAX_FILES} files and ${MAX_BYTES / 1024 / 1024} MiB of content.`,
  });
}
