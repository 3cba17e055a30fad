import { constants } from "node:fs";
import { open, readFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../wire/errors.ts";
import { errnoOf } from "../errno.ts";
import { isAlive } from "../../rules/process-row.ts";
import { readProcess } from "../processes/process-table.ts";
import type { ExecutionRecord } from "./execution-record.ts";

const WRITE_LIMIT_MS = 10_000;
/** How long a wrapper that has only just been started may take to open its stdin. */
const HOLDER_LIMIT_MS = 2000;
const POLL_MS = 10;

/** Writes to the stdin of a running execution that keeps it open. */
export async function writeStdin(record: ExecutionRecord, text: string): Promise<void> {
  const fifo = await openStdin(record);
  try {
    await writeAll(fifo, Buffer.from(text), record, WRITE_LIMIT_MS);
  } finally {
    await fifo.close();
  }
}

/** The stdin of a running execution, for `writeAll`. */
export async function openStdin(record: ExecutionRecord): Promise<FileHandle> {
  demandOpen(record);
  const limit = performance.now() + HOLDER_LIMIT_MS;
  for (;;) {
    await holderOf(record);
    const fifo = await openFifo(record);
    if (fifo !== undefined) return fifo;
    if (performance.now() > limit) throw closed(record);
    await delay(POLL_MS);
  }
}

/** Lets the command read end of file. */
export async function closeStdin(record: ExecutionRecord): Promise<void> {
  demandOpen(record);
  process.kill(await holderOf(record), "SIGKILL");
}

function demandOpen({ meta, end }: ExecutionRecord): void {
  if (end !== undefined) throw new AppError("conflict", `execution ${meta.id} has ended: it reads no stdin`);
  if (meta.keep_stdin) return;
  throw new AppError("conflict", `execution ${meta.id} was started without keep_stdin: its stdin is closed`);
}

/** The process that keeps the FIFO open; waits for a wrapper that has only just been started. */
async function holderOf(record: ExecutionRecord): Promise<number> {
  const limit = performance.now() + HOLDER_LIMIT_MS;
  while (performance.now() < limit && record.end === undefined) {
    const text = await readFile(record.files.holder, "utf8").catch(() => "");
    if (text.endsWith("\n")) return demandHolder(Number(text), record);
    await delay(POLL_MS);
  }
  throw closed(record);
}

/** A child of the wrapper is the holder for sure; its command line would be empty for a moment in its start. */
function demandHolder(pid: number, record: ExecutionRecord): number {
  const row = readProcess(pid);
  if (row !== undefined && isAlive(row) && row.ppid === record.pid) return pid;
  throw closed(record);
}

/** Undefined while a holder that has only just been started has not opened the FIFO. */
async function openFifo(record: ExecutionRecord): Promise<FileHandle | undefined> {
  try {
    return await open(record.files.stdin, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errnoOf(error) === "ENXIO") return undefined;
    throw error;
  }
}

/** Writes as fast as the command reads; throws AppError "conflict" when it does not within `limitMs`, or has ended. */
export async function writeAll(
  fifo: FileHandle,
  bytes: Buffer,
  record: ExecutionRecord,
  limitMs: number,
): Promise<void> {
  const limit = performance.now() + limitMs;
  let written = 0;
  while (written < bytes.length) {
    if (record.end !== undefined) throw closed(record);
    written += await writeSome(fifo, bytes.subarray(written), record);
    if (performance.now() > limit) {
      throw new AppError("conflict", `the command does not read its stdin; ${written} bytes were written`);
    }
  }
}

async function writeSome(fifo: FileHandle, bytes: Buffer, record: ExecutionRecord): Promise<number> {
  try {
    return (await fifo.write(bytes, 0, Math.min(bytes.length, 64 * 1024))).bytesWritten;
  } catch (error) {
    if (errnoOf(error) === "EPIPE") throw closed(record, error);
    if (errnoOf(error) !== "EAGAIN") throw error;
    await delay(POLL_MS);
    return 0;
  }
}

function closed({ meta }: ExecutionRecord, cause?: unknown): AppError {
  return new AppError("conflict", `the stdin of execution ${meta.id} is closed`, { cause });
}
