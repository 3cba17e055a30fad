import { z } from "zod";

/** What a checkpoint may hold; a folder with more is refused, single files over the limit are left out and told. */
export const CHECKPOINT_LIMITS = {
  files: 50_000,
  bytes: 256 * 1024 * 1024,
  fileBytes: 32 * 1024 * 1024,
  /** Of all checkpoints of a workspace: the oldest make room, automatic ones before the others. */
  storedBytes: 1024 * 1024 * 1024,
  manual: 50,
  automatic: 200,
} as const;

/** A folder, or some files, as they were. */
export const Checkpoint = z.object({
  id: z.string(),
  created_at: z.string(),
  /** `automatic` ones were taken before something changed or removed files, and hold just those. */
  kind: z.enum(["manual", "automatic"]),
  label: z.string(),
  /** Absolute; the folder that it is of, or the one above all of its files. */
  path: z.string(),
  files: z.int(),
  bytes: z.int(),
  /** Files that were too large. */
  skipped: z.array(z.string()),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const CheckpointList = z.object({ checkpoints: z.array(Checkpoint) });

/** Body of `POST /checkpoints`. */
export const CreateCheckpoint = z.strictObject({
  path: z.string().min(1),
  label: z.string().max(200).default(""),
  idempotency_key: z.string().min(1).max(128).optional(),
});
export type CreateCheckpoint = z.input<typeof CreateCheckpoint>;

export const CheckpointChange = z.object({
  /** Absolute. */
  path: z.string(),
  /** What became of it since the checkpoint. */
  change: z.enum(["created", "modified", "deleted", "mode"]),
});
export type CheckpointChange = z.infer<typeof CheckpointChange>;

/** Query of `GET /checkpoints/{id}/diff`. */
export const DiffCheckpoint = z.strictObject({
  /** Only what is at or below it. */
  path: z.string().min(1).optional(),
});

export const CheckpointDiff = z.object({
  checkpoint: Checkpoint,
  changes: z.array(CheckpointChange),
  /** Unified diffs of the texts among them, cut where they are over 12 KiB. */
  diff: z.string(),
});
export type CheckpointDiff = z.infer<typeof CheckpointDiff>;

/** Body of `POST /checkpoints/{id}/restore`. */
export const RestoreCheckpoint = z.strictObject({
  path: z.string().min(1).optional(),
  /** Tells what would change, and changes nothing. */
  dry_run: z.boolean().default(false),
});
export type RestoreCheckpoint = z.input<typeof RestoreCheckpoint>;

export const RestoreResult = z.object({
  checkpoint: Checkpoint,
  /** What was undone. */
  changes: z.array(CheckpointChange),
  dry_run: z.boolean(),
  /** The checkpoint of what the restore replaced; null when it changed nothing. */
  undo_id: z.string().nullable(),
});
export type RestoreResult = z.infer<typeof RestoreResult>;
