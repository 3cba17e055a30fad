import { statSync } from "node:fs";
import type { Execution } from "../../wire/agent-api.ts";
import type { ExecutionRecord } from "./execution-record.ts";

/** An execution as callers see it. */
export function describeExecution(record: ExecutionRecord): Execution {
  const { meta, files } = record;
  const { end } = record;
  const until = end === undefined ? Date.now() : Date.parse(end.ended_at);
  return {
    id: meta.id,
    command: meta.command,
    workdir: meta.workdir,
    state: end?.state ?? "running",
    exit_code: end?.exit_code ?? null,
    signal: end?.signal ?? null,
    pid: record.pid,
    started_at: meta.started_at,
    ended_at: end?.ended_at ?? null,
    wall_ms: Math.max(0, until - Date.parse(meta.started_at)),
    timeout_ms: meta.timeout_ms,
    separate_stderr: meta.separate_stderr,
    output_bytes: sizeOf(files.output),
    stderr_bytes: meta.separate_stderr ? sizeOf(files.stderr) : 0,
    pty: record.size,
    started_by: meta.started_by,
    reason:
      record.cause === "output_limit" ? "its output passed what the commands of a workspace may keep" : null,
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
