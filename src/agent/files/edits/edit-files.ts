import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { z } from "zod";
import type { EditFiles, EditResult, EditedFile } from "../../../wire/agent-files.ts";
import { AppError } from "../../../wire/errors.ts";
import { withFileErrors } from "../../errno.ts";
import type { KeyedLock } from "../../../lib/keyed-lock.ts";
import { etagOf } from "../file-stat.ts";
import { spoolBody } from "../spool-body.ts";
import type { Spool } from "../spool-body.ts";
import { contentHash, earlierResult } from "./edit-journal.ts";
import type { EditJournal } from "./edit-journal.ts";
import { distinctTargets, planFile } from "./plan-file.ts";
import type { FilePlan } from "./plan-file.ts";
import { replaceTogether } from "./replace-together.ts";
import { cutDiff } from "../../../lib/unified-diff.ts";

export interface EditDeps {
  readonly journal: EditJournal;
  /** Serializes writers of one file and users of one key. */
  readonly lock: KeyedLock;
  /** Where batches are kept while they are applied. */
  readonly batches: string;
  /** Throws, once, about files that the recovery of a batch had to leave as they are. */
  readonly tellConflicts: (paths: readonly string[]) => Promise<void>;
  /** Told of files before they are changed. */
  readonly before: (what: string, paths: readonly string[]) => Promise<void>;
}

/** A request whose paths are absolute. */
export type EditRequest = z.output<typeof EditFiles>;

const DIFF_CHARACTERS = 12 * 1024;

/** Makes all of the edits, or none: every file is read, checked and planned before the first is replaced. */
export async function editFiles(deps: EditDeps, request: EditRequest): Promise<EditResult> {
  const key = request.idempotency_key;
  if (key === undefined || request.dry_run) return await editLocked(deps, request);
  return await deps.lock(`key ${key}`, async () => await editOnce(deps, { ...request, key }));
}

async function editOnce(
  deps: EditDeps,
  request: EditRequest & { readonly key: string },
): Promise<EditResult> {
  const earlier = await deps.journal.find(request.key);
  if (earlier === undefined) return await editLocked(deps, request);
  if (earlier.digest !== digestOf(request))
    throw new AppError("conflict", `idempotency_key: ${request.key} was used for different edits`);
  return (await earlierResult(earlier)) ?? (await editLocked(deps, request));
}

async function editLocked(deps: EditDeps, request: EditRequest): Promise<EditResult> {
  const targets = await distinctTargets(request.files);
  await deps.tellConflicts(targets.map(({ path }) => path));
  const keys = targets.map(({ path }) => `path ${path}`).toSorted();
  return await lockAll(deps.lock, keys, async () => {
    const plans: FilePlan[] = [];
    for (const [index, file] of request.files.entries()) plans.push(await planFile(file, index));
    return await apply(deps, request, plans);
  });
}

async function lockAll<T>(lock: KeyedLock, keys: readonly string[], body: () => Promise<T>): Promise<T> {
  const [first, ...rest] = keys;
  return first === undefined ? await body() : await lock(first, async () => await lockAll(lock, rest, body));
}

async function apply(deps: EditDeps, request: EditRequest, plans: readonly FilePlan[]): Promise<EditResult> {
  const planned = { files: described(request, plans), dry_run: request.dry_run, replayed: false };
  if (request.dry_run) return planned;
  const key = request.idempotency_key;
  const effects = plans.map(({ bytes }) => contentHash(bytes));
  const entry = { digest: digestOf(request), effects, result: planned };
  if (key !== undefined) await deps.journal.save(key, { ...entry, done: false });
  try {
    await replaceAll(deps, plans);
  } catch (error) {
    if (key !== undefined) await deps.journal.forget(key);
    throw error;
  }
  const result = { ...planned, files: await Promise.all(planned.files.map(withEtag)) };
  // Should this fail, a repetition finds the effects in the files.
  if (key !== undefined)
    await deps.journal.save(key, { ...entry, result, done: true }).catch(() => undefined);
  return result;
}

async function replaceAll({ batches, before }: EditDeps, plans: readonly FilePlan[]): Promise<void> {
  const changed = plans.filter(({ changes }) => changes);
  await before(
    "edit_files",
    changed.map(({ target }) => target.path),
  );
  const spools: Spool[] = [];
  try {
    for (const { path, target, bytes } of changed)
      spools.push(
        await withFileErrors(path, async () => await spoolBody(Readable.from([bytes]), target.path)),
      );
    const replacements = changed.flatMap(({ target }, index) => {
      const spool = spools[index];
      return spool === undefined ? [] : [{ spool, target }];
    });
    await withFileErrors(changed[0]?.path ?? "", async () => await replaceTogether(batches, replacements));
  } finally {
    for (const spool of spools) await spool[Symbol.asyncDispose]();
  }
}

function described(request: EditRequest, plans: readonly FilePlan[]): EditedFile[] {
  let room = DIFF_CHARACTERS;
  return plans.map(({ path, target, bytes, replacements, tolerant, diff }) => {
    const facts = { path, replacements, tolerant, size: bytes.length, etag: etagOf(target.stat) };
    if (!request.include_diff) return facts;
    const cut = cutDiff(diff(), room);
    room = Math.max(0, room - cut.length);
    return { ...facts, diff: cut };
  });
}

async function withEtag(file: EditedFile): Promise<EditedFile> {
  return { ...file, etag: etagOf(await stat(file.path, { bigint: true })) };
}

function digestOf({ files, include_diff: withDiff }: EditRequest): string {
  return hash("sha256", JSON.stringify([files, withDiff]), "hex");
}
