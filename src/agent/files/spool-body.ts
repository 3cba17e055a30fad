import { createHash, randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { MAX_WRITE_BYTES } from "../../wire/agent-files.ts";
import { AppError } from "../../wire/errors.ts";
import { makeDirectory } from "./make-directory.ts";

/** A body that has arrived whole, in a file beside its target; removed on disposal unless it was renamed away. */
export interface Spool extends AsyncDisposable {
  readonly path: string;
  readonly handle: FileHandle;
  readonly size: number;
  readonly sha256: string;
}

/** Saves the body next to `target`, making parents; throws and leaves nothing when it is too large or breaks off. */
export async function spoolBody(body: Readable, target: string): Promise<Spool> {
  await makeDirectory(dirname(target));
  const name = `.${basename(target).slice(0, 100)}.${randomUUID().slice(0, 8)}.coder-tmp`;
  const path = join(dirname(target), name);
  const handle = await open(path, "wx+", 0o644);
  const dispose = async () => {
    await handle.close();
    await rm(path, { force: true });
  };
  try {
    return { path, handle, ...(await receive(body, handle)), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function receive(body: Readable, handle: FileHandle): Promise<{ size: number; sha256: string }> {
  const digest = createHash("sha256");
  let size = 0;
  // Leaving the loop must not destroy the stream, on which the refusal is still to be sent.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_WRITE_BYTES) throw tooLarge();
    digest.update(bytes);
    await writeAll(handle, bytes);
  }
  return { size, sha256: digest.digest("hex") };
}

/** Writes all of it: a nearly full disk takes a part first and fails on the next write. */
export async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}

export function tooLarge(): AppError {
  return new AppError("too_large", `the content is over ${MAX_WRITE_BYTES} bytes: nothing was written`);
}
