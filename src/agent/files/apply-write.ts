import { constants } from "node:fs";
import { open, rename } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Spool } from "./spool-body.ts";
import { writeAll } from "./spool-body.ts";
import type { WriteTarget } from "./write-target.ts";

/** Puts the spooled body in place of the target in one step: readers see the old content or the new. */
export async function replaceFile(
  spool: Spool,
  target: WriteTarget,
  mode: number | undefined,
): Promise<void> {
  await prepareReplacement(spool, target, mode);
  await rename(spool.path, target.path);
  await syncDirectory(dirname(target.path));
}

/** Gives the spooled body the target's owner and mode, and brings it to the disk. */
export async function prepareReplacement(
  { handle }: Spool,
  target: WriteTarget,
  mode: number | undefined,
): Promise<void> {
  if (target.stat !== undefined) {
    // Only root may give files away; without that the writer becomes the owner, as with any editor.
    await handle.chown(Number(target.stat.uid), Number(target.stat.gid)).catch(() => undefined);
  }
  const bits = mode ?? (target.stat === undefined ? undefined : Number(target.stat.mode) & 0o7777);
  if (bits !== undefined) await handle.chmod(bits);
  await handle.sync();
}

/** Adds the spooled body to the end of an existing file; if that fails, the file gets its old length back. */
export async function appendFile(spool: Spool, target: WriteTarget, mode: number | undefined): Promise<void> {
  const handle = await open(target.path, constants.O_RDWR | constants.O_APPEND);
  try {
    const { size } = await handle.stat();
    try {
      await copy(spool, handle);
      await handle.sync();
    } catch (error) {
      await handle.truncate(size);
      throw error;
    }
    if (mode !== undefined) await handle.chmod(mode);
  } finally {
    await handle.close();
  }
}

async function copy(spool: Spool, target: FileHandle): Promise<void> {
  const buffer = Buffer.allocUnsafe(256 * 1024);
  for (let position = 0; position < spool.size;) {
    const { bytesRead } = await spool.handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) throw new Error("the spooled body became shorter");
    await writeAll(target, buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** The rename itself is durable only with its directory; not every file system lets one sync that. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
