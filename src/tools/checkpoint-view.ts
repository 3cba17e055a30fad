import { formatAge } from "../lib/format-time.ts";
import type { Checkpoint, CheckpointChange } from "../wire/agent-checkpoints.ts";
import { formatSize } from "./format.ts";

const SHOWN = 50;

/** A checkpoint in one line. */
export function showCheckpoint({ id, kind, label, path, files, bytes, created_at: at }: Checkpoint): string {
  const words = [`${files} files`, formatSize(bytes), formatAge(at), kind === "automatic" ? "automatic" : ""];
  return `${id}  ${path}: ${words.filter((word) => word !== "").join(", ")}${label === "" ? "" : `; ${label}`}`;
}

/** Changes, a line each; of many the first. */
export function showChanges(changes: readonly CheckpointChange[]): string {
  const lines = changes.slice(0, SHOWN).map(({ change, path }) => `  ${change} ${path}`);
  const more = changes.length > SHOWN ? [`  and ${changes.length - SHOWN} more`] : [];
  return [...lines, ...more].join("\n");
}
