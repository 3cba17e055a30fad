import type { z } from "zod";
import {
  Checkpoint,
  CheckpointDiff,
  CheckpointList,
  RestoreResult,
  type CreateCheckpoint,
  type RestoreCheckpoint,
} from "../wire/agent-checkpoints.ts";
import type { Call } from "./http.ts";

/** Checkpoints of folders in a workspace. */
export interface CheckpointConn {
  readonly create: (request: CreateCheckpoint, signal: AbortSignal) => Promise<Checkpoint>;
  /** Newest first. */
  readonly list: (signal: AbortSignal) => Promise<readonly Checkpoint[]>;
  readonly diff: (id: string, path: string | undefined, signal: AbortSignal) => Promise<CheckpointDiff>;
  readonly restore: (id: string, request: RestoreCheckpoint, signal: AbortSignal) => Promise<RestoreResult>;
}

const at = (id: string): string => `/checkpoints/${encodeURIComponent(id)}`;

type Json = <T>(call: Call, schema: z.ZodType<T>) => Promise<T>;

/** Checkpoints through the agent API. */
export function checkpointCalls(json: Json): CheckpointConn {
  return {
    create: (request, signal) => {
      const repeatable = request.idempotency_key !== undefined;
      return json({ method: "POST", path: "/checkpoints", json: request, repeatable, signal }, Checkpoint);
    },
    list: async (signal) => (await json({ path: "/checkpoints", signal }, CheckpointList)).checkpoints,
    diff: (id, path, signal) => json({ path: `${at(id)}/diff`, query: { path }, signal }, CheckpointDiff),
    // What is restored twice is restored: the second time changes nothing.
    restore: (id, request, signal) =>
      json(
        { method: "POST", path: `${at(id)}/restore`, json: request, repeatable: true, signal },
        RestoreResult,
      ),
  };
}
