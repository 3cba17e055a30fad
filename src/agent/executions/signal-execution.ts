import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type { SendSignal } from "../../wire/agent-api.ts";
import { AppError } from "../../wire/errors.ts";
import { signalTree } from "../processes/kill-tree.ts";
import { signalCommand } from "../processes/signal-command.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { endExecution, treeOf } from "./watch-execution.ts";

/** A wrapper that has only just been started has no child to signal yet. */
const FORK_LIMIT_MS = 2000;
const FORK_POLL_MS = 5;

/**
 * Sends a signal to an execution's whole tree, or to its command alone. SIGKILL, and SIGTERM with a time of grace, end
 * the tree, which is then `killed`; what has ended already stays as it is. Throws AppError "conflict" when nothing is left.
 */
export async function signalExecution(
  record: ExecutionRecord,
  { signal, grace_ms: grace, tree }: z.output<typeof SendSignal>,
): Promise<void> {
  const isEnd = tree && record.end === undefined;
  if (isEnd && signal === "SIGKILL") return await endExecution(record, "killed", 0);
  if (isEnd && signal === "SIGTERM" && grace !== undefined) {
    record.sentSignals.add(signal);
    return await endExecution(record, "killed", grace);
  }
  await deliver(record, signal, tree);
  if (grace === undefined || record.end !== undefined) return;
  await Promise.race([record.ended.promise, delay(grace, undefined, { ref: false })]);
  return await endExecution(record, "killed", 0);
}

async function deliver(record: ExecutionRecord, signal: NodeJS.Signals, isTree: boolean): Promise<void> {
  record.sentSignals.add(signal);
  const send = isTree ? signalTree : signalCommand;
  const limit = performance.now() + FORK_LIMIT_MS;
  do {
    // After its end only processes it left in the background can be meant.
    if (send(treeOf(record), signal) > 0) return;
    if (record.end === undefined) await delay(FORK_POLL_MS);
  } while (record.end === undefined && performance.now() < limit);
  if (record.end === undefined) return;
  throw new AppError("conflict", `execution ${record.meta.id} has ended and left no processes`);
}
