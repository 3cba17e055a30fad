import { readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { endState, type WrapperEnd } from "../../rules/executions/execution-end.ts";
import type { ExecutionEnd, ExecutionFiles, ExecutionRecord } from "./execution-record.ts";

/** Works out the state of an ended execution, and saves it. */
export function finishExecution(
  { files, cause, sentSignals }: Pick<ExecutionRecord, "files" | "cause" | "sentSignals">,
  wrapper: WrapperEnd,
  endedAt: Date,
): ExecutionEnd {
  const facts = { cause, sent: sentSignals, shellSpoke: sizeOf(files.shell) > 0, signalName };
  const end = { ...endState(wrapper, facts), ended_at: endedAt.toISOString() };
  try {
    writeFileSync(files.end, JSON.stringify(end), { mode: 0o600 });
  } catch {
    // The files it was derived from stay: on a full disk the next agent derives it again.
  }
  return end;
}

/** What the wrapper saved through fd 4. */
export function readExit(files: ExecutionFiles): {
  readonly pid: number | null;
  readonly status: number | null;
} {
  const [pid, status] = readOrEmpty(files.exit).split("\n").slice(0, -1).map(Number);
  return { pid: pid ?? null, status: status ?? null };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
