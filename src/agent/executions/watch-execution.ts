import type { WrapperEnd } from "../../rules/executions/execution-end.ts";
import { stat, writeFile } from "node:fs/promises";
import { destroyTree, killTree } from "../processes/kill-tree.ts";
import { isAlive } from "../../rules/process-row.ts";
import { readCommandLine, readProcess } from "../processes/process-table.ts";
import type { TreeRoot } from "../processes/process-tree.ts";
import type { Cause, ExecutionRecord } from "./execution-record.ts";
import { finishExecution, readExit } from "./finish-execution.ts";

/** Between SIGTERM and SIGKILL of a timeout. */
export const GRACE_MS = 2000;
const ADOPTED_POLL_MS = 50;

/** Follows a wrapper this agent started until its end. */
export function watchWrapper(record: ExecutionRecord, ended: Promise<WrapperEnd>): void {
  const disarm = armTimeout(record);
  const follow = async () => {
    const end = await ended;
    disarm();
    await settle(record, record.meta.pty === null ? end : endInTerminal(record, end), new Date());
  };
  void follow();
}

/** In a terminal the wrapper's own status is that of `script`; the command's was saved before it. */
function endInTerminal({ files }: ExecutionRecord, wrapper: WrapperEnd): WrapperEnd {
  const { status } = readExit(files);
  return status === null ? wrapper : { kind: "status", status };
}

/** Follows a wrapper that an earlier agent started, by looking whether it still lives. */
export function watchAdopted(record: ExecutionRecord): void {
  const disarm = armTimeout(record);
  const timer = setInterval(() => {
    if (wrapperLives(record)) return;
    clearInterval(timer);
    disarm();
    void settleFromDisk(record);
  }, ADOPTED_POLL_MS);
  timer.unref();
}

/** Ends the record of a wrapper that is gone with what it left on disk. */
export async function settleFromDisk(record: ExecutionRecord): Promise<void> {
  const { status } = readExit(record.files);
  const endedAt = await stat(record.files.exit).then(
    ({ mtime }) => mtime,
    () => new Date(),
  );
  await settle(record, status === null ? { kind: "lost" } : { kind: "status", status }, endedAt);
}

/** Tells whether the wrapper runs: the process with its pid must carry the execution's id among its arguments. */
export function wrapperLives({ pid, meta }: ExecutionRecord): boolean {
  if (pid === null) return false;
  const row = readProcess(pid);
  return row !== undefined && isAlive(row) && readCommandLine(pid).includes(` ${meta.id} `);
}

/** The tree of an execution for signals. */
export function treeOf(record: ExecutionRecord): TreeRoot {
  const { meta, files, end, pid } = record;
  const wrapperPid = end === undefined ? pid : null;
  return { executionId: meta.id, dir: files.dir, wrapperPid, isTerminal: meta.pty !== null };
}

/** Ends a running execution's whole tree; the reason is on disk before the first signal. */
export async function endExecution(
  record: ExecutionRecord,
  cause: Cause | undefined,
  graceMs: number,
): Promise<void> {
  if (record.end !== undefined) return;
  if (cause !== undefined && record.cause === undefined) {
    record.cause = cause;
    await writeFile(record.files.cause, cause, { mode: 0o600 }).catch(() => undefined);
  }
  const tree = treeOf(record);
  const kill = graceMs === 0 ? destroyTree(tree) : killTree(tree, graceMs);
  record.killing = Promise.allSettled([record.killing, kill]);
  await record.killing;
}

async function settle(record: ExecutionRecord, wrapper: WrapperEnd, endedAt: Date): Promise<void> {
  await record.killing;
  record.end = finishExecution(record, wrapper, endedAt);
  record.ended.resolve();
}

function armTimeout(record: ExecutionRecord): () => void {
  const { timeout_ms: limit, started_at: startedAt } = record.meta;
  if (limit === null) return () => undefined;
  const left = Math.max(0, Date.parse(startedAt) + limit - Date.now());
  const timer = setTimeout(() => void endExecution(record, "timed_out", GRACE_MS), left);
  timer.unref();
  return () => clearTimeout(timer);
}
