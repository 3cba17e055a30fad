import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { AppError, invalidField } from "../../wire/errors.ts";
import { withFileErrors } from "../errno.ts";

export interface OpenedFile extends AsyncDisposable {
  readonly handle: FileHandle;
  readonly stat: BigIntStats;
}

/** Opens a regular file for reading; anything that would block, or is no file, is refused by name. */
export async function openFile(path: string): Promise<OpenedFile> {
  return await withFileErrors(path, async () => {
    demandFile(path, await stat(path, { bigint: true }));
    // O_NONBLOCK: should the file have become a FIFO by then, the open must not wait for a writer.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat({ bigint: true });
      demandFile(path, found);
      return { handle, stat: found, [Symbol.asyncDispose]: async () => await handle.close() };
    } catch (error) {
      await handle.close();
      throw error;
    }
  });
}

/** Throws unless it is a regular file. */
export function demandFile(path: string, found: BigIntStats): void {
  if (found.isFile()) return;
  if (found.isDirectory()) throw invalidField("path", `${path} is a directory, use list_directory`);
  throw new AppError("unsupported", `path: ${path} is a ${kindOf(found)}, not a regular file`);
}

function kindOf(found: BigIntStats): string {
  if (found.isFIFO()) return "FIFO";
  return found.isSocket() ? "socket" : "device";
}
