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

export interface SpoolBounds {
  /** More is refused; 64 MiB unless told otherwise. */
  readonly maxBytes?: number | undefined;
  /** Fires when whoever sends the body has gone. */
  readonly signal?: AbortSignal | undefined;
}

/** Saves the body next to `target`, making parents; throws and leaves nothing when it is too large or breaks off. */
export async function spoolBody(body: Readable, target: string, bounds: SpoolBounds = {}): Promise<Spool> {
  await makeDirectory(dirname(target));
  const name = `.${basename(target).slice(0, 100)}.${randomUUID().slice(0, 8)}.coder-tmp`;
  const path = join(dirname(target), name);
  const handle = await open(path, "wx+", 0o644);
  const dispose = async () => {
    await handle.close();
    await rm(path, { force: true });
  };
  try {
    return { path, handle, ...(await receive(body, handle, bounds)), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function receive(
  body: Readable,
  handle: FileHandle,
  { maxBytes = MAX_WRITE_BYTES, signal }: SpoolBounds,
): Promise<{ size: number; sha256: string }> {
  const digest = createHash("sha256");
  let size = 0;
  // Leaving the loop must not destroy the stream, on which the refusal is still to be sent.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    digest.update(bytes);
    await writeAll(handle, bytes);
  }
  // A body that was reset may end like one that is whole.
  if (signal?.aborted === true) throw new AppError("canceled", "the body broke off: nothing was written");
  return { size, sha256: digest.digest("hex") };
}

/** Writes all of it: a nearly full disk takes a part first and fails on the next write. */
export async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}

export function tooLarge(maxBytes: number = MAX_WRITE_BYTES): AppError {
  return new AppError("too_large", `the content is over ${maxBytes} bytes: nothing was written`);
}
