import { randomInt } from "node:crypto";
import { CHECKPOINT_LIMITS, type Checkpoint } from "../../wire/agent-checkpoints.ts";
import { AppError } from "../../wire/errors.ts";
import type { CheckpointRecord, Entry } from "./checkpoint-record.ts";
import type { ContentStore } from "./content-store.ts";
import { lookAt } from "./look-at.ts";

export interface Taking {
  readonly kind: Checkpoint["kind"];
  readonly label: string;
  /** Absolute. */
  readonly path: string;
  readonly whole: boolean;
  /** Absolute, in order. */
  readonly paths: readonly string[];
  readonly idempotencyKey?: string | undefined;
  /** Of an earlier checkpoint: files that have not changed since are not read again. */
  readonly known: readonly Entry[];
}

/**
 * Keeps the contents of the paths and describes them; `hold` is told of each. Throws AppError "too_large" past the limit
 * of bytes.
 */
export async function takeCheckpoint(
  store: Pick<ContentStore, "put">,
  taking: Taking,
  hold: (sha256: string) => string,
): Promise<CheckpointRecord> {
  const known = new Map(taking.known.map((entry) => [entry.path, entry]));
  const entries: Entry[] = [];
  const skipped: string[] = [];
  let bytes = 0;
  for (const path of taking.paths) {
    const found = await lookAt(path);
    if (found.type === "file" && found.size > CHECKPOINT_LIMITS.fileBytes) {
      skipped.push(path);
      continue;
    }
    bytes += found.type === "file" ? found.size : 0;
    if (bytes > CHECKPOINT_LIMITS.bytes) throw tooLarge(taking.path);
    if (found.type === "file")
      entries.push(await fileEntry(store, { path, ...found }, known.get(path), hold));
    else if (found.type !== "other") entries.push({ path, ...found });
  }
  const { kind, label, path, whole, idempotencyKey } = taking;
  const files = entries.filter(({ type }) => type !== "absent").length;
  const about = {
    id: newId(),
    created_at: new Date().toISOString(),
    kind,
    label,
    path,
    files,
    bytes,
    skipped,
  };
  return { about, whole, entries, ...(idempotencyKey !== undefined && { idempotency_key: idempotencyKey }) };
}

async function fileEntry(
  store: Pick<ContentStore, "put">,
  found: Omit<Extract<Entry, { type: "file" }>, "sha256">,
  before: Entry | undefined,
  hold: (sha256: string) => string,
): Promise<Entry> {
  const isSame = before?.type === "file" && before.seen === found.seen;
  return { ...found, sha256: hold(isSame ? before.sha256 : await store.put(found.path)) };
}

/** Sorts by time, and is short enough for a model to repeat. */
const newId = (): string =>
  Date.now().toString(36).padStart(9, "0") +
  randomInt(36 ** 3)
    .toString(36)
    .padStart(3, "0");

const tooLarge = (folder: string): AppError =>
  new AppError(
    "too_large",
    `path: ${folder} has over ${CHECKPOINT_LIMITS.bytes} bytes that git does not ignore`,
    {
      detail: "Name a folder inside of it, or put what is generated into .gitignore.",
    },
  );
