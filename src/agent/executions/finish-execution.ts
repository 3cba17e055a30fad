import { readFile, stat, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import type { Cause, ExecutionEnd, ExecutionFiles } from "./execution-record.ts";

/** How the wrapper ended: with the command's status, by a signal of its own, or nobody knows. */
export type WrapperEnd =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "lost" };

/** Works out the state of an ended execution, and saves it. */
export async function finishExecution(
  files: ExecutionFiles,
  wrapper: WrapperEnd,
  cause: Cause | undefined,
  endedAt: Date,
): Promise<ExecutionEnd> {
  const end = { ...stateOf(await fateOf(files, wrapper), cause), ended_at: endedAt.toISOString() };
  // The files it was derived from stay: on a full disk the next agent derives it again.
  await writeFile(files.end, JSON.stringify(end), { mode: 0o600 }).catch(() => undefined);
  return end;
}

/** What the wrapper saved through fd 4. */
export async function readExit(
  files: ExecutionFiles,
): Promise<{ readonly pid: number | null; readonly status: number | null }> {
  const text = await readFile(files.exit, "utf8").catch(() => "");
  const [pid, status] = text.split("\n").slice(0, -1).map(Number);
  return { pid: pid ?? null, status: status ?? null };
}

type Fate = { readonly exit_code: number | null; readonly signal: string | null } | undefined;

async function fateOf(files: ExecutionFiles, wrapper: WrapperEnd): Promise<Fate> {
  switch (wrapper.kind) {
    case "lost":
      return undefined;
    case "signal":
      return { exit_code: null, signal: wrapper.signal };
    case "status": {
      const signal = wrapper.status > 128 ? signalName(wrapper.status - 128) : undefined;
      if (signal !== undefined && (isQuiet(signal) || (await sizeOf(files.shell)) > 0)) {
        return { exit_code: null, signal };
      }
      return { exit_code: wrapper.status, signal: null };
    }
  }
}

/** Shells say nothing of children that died of these. */
function isQuiet(signal: string): boolean {
  return signal === "SIGINT" || signal === "SIGPIPE";
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

function stateOf(fate: Fate, cause: Cause | undefined): Omit<ExecutionEnd, "ended_at"> {
  if (cause === "timed_out")
    return { state: "timed_out", ...(fate ?? { exit_code: null, signal: "SIGKILL" }) };
  if (cause === "killed" && fate?.exit_code === undefined) {
    return { state: "killed", exit_code: null, signal: "SIGKILL" };
  }
  if (fate === undefined) return { state: "lost", exit_code: null, signal: null };
  if (fate.signal === null) return { state: "exited", ...fate };
  return { state: cause === "killed" ? "killed" : "signaled", ...fate };
}
