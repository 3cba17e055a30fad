import type { z } from "zod";
import type { SendSignal, SignalResult } from "../../wire/agent-api.ts";
import { AppError } from "../../wire/errors.ts";
import { infrastructureOf } from "./infrastructure.ts";
import { destroyTree, killTree, signalTree } from "./kill-tree.ts";
import type { Members } from "./kill-tree.ts";
import { isAlive } from "../../rules/process-row.ts";
import { readProcess, readProcessTable } from "./process-table.ts";
import type { TreeRoot } from "./process-tree.ts";
import { sendSignal } from "./send-signal.ts";

/** A tree that is nothing but what descends from the known processes. */
const LOOSE: TreeRoot = { executionId: null, dir: "", wrapperPid: null, isTerminal: false };

/**
 * Sends a signal to a process of the workspace by its number, by default with its descendants; with a time of grace
 * SIGKILL follows. Throws AppError "not_found" when there is none, "forbidden" for what runs the workspace itself.
 * `wrappers` are the executions' shells.
 */
export async function signalProcess(
  pid: number,
  { signal, grace_ms: grace, tree }: z.output<typeof SendSignal>,
  wrappers: ReadonlySet<number>,
): Promise<SignalResult> {
  const row = readProcess(pid);
  if (row === undefined || !isAlive(row)) throw new AppError("not_found", `pid: there is no process ${pid}`);
  if (pid === 1 || infrastructureOf(readProcessTable(), wrappers).has(pid))
    throw new AppError(
      "forbidden",
      `pid: ${pid} runs the workspace itself, or holds a command; signal the command`,
    );
  const members: Members = new Map([[pid, row.start]]);
  if (!tree && grace === undefined) demandRight(pid, sendSignal(pid, row.start, signal));
  else if (signal === "SIGKILL") await destroyTree(LOOSE, members);
  else if (signal === "SIGTERM" && grace !== undefined) await killTree(LOOSE, grace, members);
  else demandRight(pid, signalTree(LOOSE, signal, members) > 0);
  return { signaled: members.size, ended: [...members].every(([id, start]) => hasEnded(id, start)) };
}

function hasEnded(pid: number, start: string): boolean {
  const row = readProcess(pid);
  return row === undefined || row.start !== start || !isAlive(row);
}

function demandRight(pid: number, isHit: boolean): void {
  if (!isHit) throw new AppError("forbidden", `pid: ${pid} cannot be signalled by the workspace's user`);
}
