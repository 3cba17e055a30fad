import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { WriteFile, WriteResult } from "../../wire/agent-files.ts";
import { AppError } from "../../wire/errors.ts";
import { withFileErrors } from "../errno.ts";
import type { KeyedLock } from "../../lib/keyed-lock.ts";
import { appendFile, replaceFile } from "./apply-write.ts";
import { etagOf, modeText } from "./file-stat.ts";
import { spoolBody } from "./spool-body.ts";
import type { Spool } from "./spool-body.ts";
import { wasApplied } from "./write-journal.ts";
import type { JournalEntry, WriteJournal } from "./write-journal.ts";
import { demandMatch, findWriteTarget } from "./write-target.ts";
import type { WriteTarget } from "./write-target.ts";

export interface WriteDeps {
  readonly journal: WriteJournal;
  /** Serializes writers of one file and users of one key. */
  readonly lock: KeyedLock;
  /** Told of files before they are changed. */
  readonly before: (what: string, paths: readonly string[]) => Promise<void>;
}

export interface WriteRequest extends Omit<z.output<typeof WriteFile>, "path"> {
  readonly path: string;
  readonly body: Readable;
  /** Most that the body may have, where that is not the usual. */
  readonly maxBytes?: number;
  /** Fires when whoever sends the body has gone. */
  readonly signal: AbortSignal;
  /** What the sender said the body has: one of another length has lost something on its way. */
  readonly length?: number | undefined;
}

/** Writes a whole body or nothing: the old content stays until all of it is on disk. */
export async function writeFile(deps: WriteDeps, request: WriteRequest): Promise<WriteResult> {
  return (await receiveFile(deps, request)).result;
}

/** The same, and what the body was. */
export async function receiveFile(
  deps: WriteDeps,
  request: WriteRequest,
): Promise<{ readonly result: WriteResult; readonly sha256: string }> {
  return await withFileErrors(request.path, async () => {
    const early = await findWriteTarget(request.path);
    if (request.idempotency_key === undefined) demandMatch(request.if_match, early);
    await using spool = await spoolBody(request.body, early.path, request);
    demandWhole(request, spool);
    const { sha256 } = spool;
    const key = request.idempotency_key;
    if (key === undefined) return { result: await writeSpool(deps, request, spool), sha256 };
    const write = async () => await writeOnce(deps, { ...request, key }, spool);
    return { result: await deps.lock(`key ${key}`, write), sha256 };
  });
}

function demandWhole({ length }: WriteRequest, { size }: Spool): void {
  if (length === undefined || length === size) return;
  throw new AppError("canceled", `the body broke off after ${size} of ${length} bytes: nothing was written`);
}

async function writeOnce(deps: WriteDeps, request: WriteRequest & { readonly key: string }, spool: Spool) {
  const earlier = await deps.journal.find(request.key);
  if (earlier === undefined) return await writeSpool(deps, request, spool);
  if (earlier.digest !== digestOf(request, spool)) {
    throw new AppError("conflict", `idempotency_key: ${request.key} was used for a different write`);
  }
  if (earlier.result !== null) return { ...earlier.result, replayed: true };
  if (!(await wasApplied(earlier))) return await writeSpool(deps, request, spool);
  return { ...(await describe(request.path, earlier.effect.created)), replayed: true };
}

async function writeSpool(deps: WriteDeps, request: WriteRequest, spool: Spool): Promise<WriteResult> {
  const { path } = await findWriteTarget(request.path);
  return await deps.lock(`path ${path}`, async () => {
    const target = await findWriteTarget(request.path);
    demandMatch(request.if_match, target);
    await deps.before("write_file", [target.path]);
    const entry = entryOf(request, spool, target);
    const key = request.idempotency_key;
    if (key !== undefined) await deps.journal.save(key, entry);
    try {
      await apply(request, spool, target);
    } catch (error) {
      if (key !== undefined) await deps.journal.forget(key);
      throw error;
    }
    const result = await describe(request.path, target.stat === undefined);
    // Should this fail, a repetition finds the effect in the file.
    if (key !== undefined) await deps.journal.save(key, { ...entry, result }).catch(() => undefined);
    return result;
  });
}

async function apply(request: WriteRequest, spool: Spool, target: WriteTarget): Promise<void> {
  const mode = request.mode === undefined ? undefined : Number.parseInt(request.mode, 8);
  if (request.append && target.stat !== undefined) await appendFile(spool, target, mode);
  else await replaceFile(spool, target, mode);
}

function entryOf(request: WriteRequest, spool: Spool, { path, stat: found }: WriteTarget): JournalEntry {
  const start = request.append && found !== undefined ? Number(found.size) : 0;
  const { size, sha256 } = spool;
  return {
    digest: digestOf(request, spool),
    effect: { path, start, size, sha256, created: found === undefined },
    result: null,
  };
}

function digestOf({ path, mode, append, if_match: ifMatch }: WriteRequest, { sha256 }: Spool): string {
  return hash("sha256", JSON.stringify([path, mode ?? null, append, ifMatch ?? null, sha256]), "hex");
}

async function describe(path: string, created: boolean): Promise<WriteResult> {
  const found = await stat(path, { bigint: true });
  return {
    path,
    size: Number(found.size),
    mode: modeText(found),
    etag: etagOf(found),
    created,
    replayed: false,
  };
}
