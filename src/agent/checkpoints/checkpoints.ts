import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  CHECKPOINT_LIMITS,
  type Checkpoint,
  type CheckpointDiff,
  type RestoreResult,
} from "../../wire/agent-checkpoints.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import { withFileErrors } from "../errno.ts";
import { createKeyedLock, type KeyedLock } from "../../lib/keyed-lock.ts";
import type { Log } from "../log.ts";
import { listHeads, loadHead, loadRecord, saveRecord, type CheckpointRecord } from "./checkpoint-record.ts";
import { compare, type Difference } from "./compare.ts";
import { openContentStore, type ContentStore } from "./content-store.ts";
import { makeRoom, type Room } from "./make-room.ts";
import { putBack } from "./put-back.ts";
import { showDiff } from "./show-diff.ts";
import { takeCheckpoint, type Taking } from "./take-checkpoint.ts";
import { walkFolder } from "./walk-folder.ts";

export interface CheckpointsOptions {
  /** Where they are kept. */
  readonly root: string;
  /** The one that writers of files hold. */
  readonly lock: KeyedLock;
  readonly log: Log;
  readonly limits?: Room;
}

export interface CreateRequest {
  readonly path: string;
  readonly label: string;
  readonly idempotencyKey: string | undefined;
}

export interface RestoreRequest {
  readonly id: string;
  readonly path: string | undefined;
  readonly dryRun: boolean;
}

/** Project folders as they were. */
export interface Checkpoints {
  readonly create: (request: CreateRequest, signal: AbortSignal) => Promise<Checkpoint>;
  /** Newest first. */
  readonly list: () => Promise<readonly Checkpoint[]>;
  readonly diff: (id: string, path: string | undefined, signal: AbortSignal) => Promise<CheckpointDiff>;
  readonly restore: (request: RestoreRequest, signal: AbortSignal) => Promise<RestoreResult>;
  /** Keeps what files hold before they are changed; a failure is logged and does not stop the change. */
  readonly before: (what: string, paths: readonly string[]) => Promise<void>;
}

interface Place extends CheckpointsOptions {
  readonly records: string;
  readonly store: ContentStore;
  readonly own: KeyedLock;
  /** By this agent. */
  readonly kept: { count: number };
}

/** Room for automatic checkpoints is made so often. */
const ROOM_EVERY = 20;

export function openCheckpoints(options: CheckpointsOptions): Checkpoints {
  const own = createKeyedLock();
  const place: Place = {
    ...options,
    records: join(options.root, "records"),
    store: openContentStore(join(options.root, "contents")),
    own,
    kept: { count: 0 },
  };
  return {
    create: async (request, signal) => await own("use", async () => await create(place, request, signal)),
    list: async () => (await listHeads(place.records)).toReversed().map(({ about }) => about),
    diff: async (id, path, signal) => {
      const record = await demandRecord(place, id);
      const differences = await compare(record, path, signal);
      const diff = await showDiff(place.store, record.about.path, differences);
      return { checkpoint: record.about, changes: differences.map(toChange), diff };
    },
    restore: async (request, signal) => await own("use", async () => await restore(place, request, signal)),
    // Whoever calls holds the lock of the files, which a restore waits for, so this must not wait for a restore.
    before: async (what, paths) =>
      await keepFiles(place, what, paths).then(
        () => undefined,
        (error: unknown) => options.log("warn", "no checkpoint before a change", { error: String(error) }),
      ),
  };
}

async function create(place: Place, request: CreateRequest, signal: AbortSignal): Promise<Checkpoint> {
  const { path, label, idempotencyKey } = request;
  const heads = await listHeads(place.records);
  const earlier = heads.find(
    (head) => idempotencyKey !== undefined && head.idempotency_key === idempotencyKey,
  );
  if (earlier !== undefined) {
    if (earlier.about.path === path && earlier.about.label === label) return earlier.about;
    throw new AppError(
      "conflict",
      `idempotency_key: ${idempotencyKey ?? ""} was used for another checkpoint`,
    );
  }
  return await withFileErrors(path, async () => {
    if (!(await stat(path)).isDirectory()) throw invalidField("path", `${path} is not a directory`);
    const paths = await walkFolder(path, signal);
    const last = heads.findLast(({ about, whole }) => whole && about.path === path);
    const known = last === undefined ? [] : (await loadRecord(place.records, last)).entries;
    return await keep(place, { kind: "manual", label, path, whole: true, paths, known, idempotencyKey });
  });
}

async function keepFiles(place: Place, what: string, paths: readonly string[]): Promise<string | undefined> {
  if (paths.length === 0) return undefined;
  const folder = paths.map((path) => dirname(path)).reduce(commonFolder);
  const taking = { kind: "automatic", label: what, path: folder, whole: false, paths, known: [] } as const;
  return (await keep(place, taking)).id;
}

function commonFolder(a: string, b: string): string {
  const [left, right] = [a.split("/"), b.split("/")];
  const at = left.findIndex((part, index) => part !== right[index]);
  return (at === -1 ? left : left.slice(0, at)).join("/") || "/";
}

async function keep(place: Place, taking: Taking): Promise<Checkpoint> {
  const { records, store, own } = place;
  return await store.holding(async (hold) => {
    const record = await takeCheckpoint(store, taking, hold);
    await saveRecord(records, record);
    place.kept.count += 1;
    // Looking through all of them at every write would cost more than the write.
    if (taking.kind === "manual" || place.kept.count % ROOM_EVERY === 1)
      await own("room", async () => await makeRoom({ records, store }, place.limits ?? CHECKPOINT_LIMITS));
    return record.about;
  });
}

async function restore(place: Place, request: RestoreRequest, signal: AbortSignal): Promise<RestoreResult> {
  const record = await demandRecord(place, request.id);
  const differences = await compare(record, request.path, signal);
  const result = { checkpoint: record.about, changes: differences.map(toChange), dry_run: request.dryRun };
  if (request.dryRun || differences.length === 0) return { ...result, undo_id: null };
  const paths = differences.map(({ path }) => path);
  const undo = await keepFiles(place, `before the restore of ${record.about.id}`, paths);
  try {
    for (const difference of differences)
      await place.lock(`path ${difference.path}`, async () => await putBack(place.store, difference));
  } catch (error) {
    await takeBack(place, undo, signal);
    throw error;
  }
  return { ...result, undo_id: undo ?? null };
}

/** After a failure in the middle: what was put back becomes again what it was before the restore. */
async function takeBack(place: Place, undo: string | undefined, signal: AbortSignal): Promise<void> {
  if (undo === undefined) return;
  const differences = await compare(await demandRecord(place, undo), undefined, signal);
  for (const difference of differences) await putBack(place.store, difference);
}

async function demandRecord({ records }: Place, id: string): Promise<CheckpointRecord> {
  const head = await loadHead(records, id);
  if (head !== undefined) return await loadRecord(records, head);
  throw new AppError(
    "not_found",
    `checkpoint_id: there is no checkpoint ${id}; old ones make room for new ones`,
  );
}

const toChange = ({ path, change }: Difference) => ({ path, change });
