import { readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import type { Cause, ExecutionEnd, ExecutionFiles, ExecutionRecord } from "./execution-record.ts";

/** How the wrapper ended: with the command's status, by a signal of its own, or nobody knows. */
export type WrapperEnd =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "lost" };

/** Works out the state of an ended execution, and saves it. */
export function finishExecution(
  { files, cause, sentSignals }: Pick<ExecutionRecord, "files" | "cause" | "sentSignals">,
  wrapper: WrapperEnd,
  endedAt: Date,
): ExecutionEnd {
  const end = { ...stateOf(fateOf(files, wrapper, sentSignals), cause), ended_at: endedAt.toISOString() };
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

type Fate = { readonly exit_code: number | null; readonly signal: string | null } | undefined;

function fateOf(files: ExecutionFiles, wrapper: WrapperEnd, sent: ReadonlySet<string>): Fate {
  switch (wrapper.kind) {
    case "lost":
      return undefined;
    case "signal":
      return { exit_code: null, signal: wrapper.signal };
    case "status": {
      // The wrapper's shell says when a signal ended its child, except for SIGINT and SIGPIPE (and SIGTERM in bash):
      // those look like `exit 130` and `exit 141`, which is what they count as unless somebody sent that signal.
      const signal = wrapper.status > 128 ? signalName(wrapper.status - 128) : undefined;
      if (signal !== undefined && (sent.has(signal) || sizeOf(files.shell) > 0)) {
        return { exit_code: null, signal };
      }
      return { exit_code: wrapper.status, signal: null };
    }
  }
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

function stateOf(fate: Fate, cause: Cause | undefined): Omit<ExecutionEnd, "ended_at"> {
  if (cause === "timed_out")
    return { state: "timed_out", ...(fate ?? { exit_code: null, signal: "SIGKILL" }) };
  const isKilled = cause === "killed" || cause === "output_limit";
  if (isKilled && fate?.exit_code === undefined) {
    return { state: "killed", exit_code: null, signal: "SIGKILL" };
  }
  if (fate === undefined) return { state: "lost", exit_code: null, signal: null };
  if (fate.signal === null) return { state: "exited", ...fate };
  return { state: isKilled ? "killed" : "signaled", ...fate };
}
