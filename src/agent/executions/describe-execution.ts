import { stat } from "node:fs/promises";
import type { Execution } from "../../wire/agent-api.ts";
import type { ExecutionRecord } from "./execution-record.ts";

/** An execution as callers see it. */
export async function describeExecution(record: ExecutionRecord): Promise<Execution> {
  const { meta, files } = record;
  const [outputBytes, stderrBytes] = await Promise.all([
    sizeOf(files.output),
    meta.separate_stderr ? sizeOf(files.stderr) : 0,
  ]);
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
    output_bytes: outputBytes,
    stderr_bytes: stderrBytes,
  };
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
