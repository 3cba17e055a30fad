import { constants } from "node:os";
import type { Execution, ExecutionReply, Output } from "../../wire/agent-api.ts";
import { showState, withGap } from "../execution-view.ts";

/** Of a command's output in one answer; what JSON adds fits into 16 KiB as a rule. */
export const OUTPUT_BYTES = 12 * 1024;

/** What coder-mcp 1.7 answers of a command. */
export interface ExecuteResult {
  readonly success: boolean;
  readonly output?: string;
  readonly exit_code: number;
  readonly wall_duration_ms?: number;
  readonly error?: string;
  readonly truncated?: ReturnType<typeof truncationOf>;
  readonly note?: string;
  readonly background_process_id?: string;
  readonly command?: string;
  readonly running?: boolean;
  readonly backgrounded?: boolean;
  readonly canceled?: boolean;
}

/** The code that a shell would tell: of a signal 128 and its number, -1 when nobody knows. */
export function exitCodeOf({ exit_code: code, signal }: Execution): number {
  if (code !== null) return code;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? -1 : 128 + number;
}

/** What a command printed, with a mark where bytes were left out. */
export const outputText = (output: Output): string => withGap(output, "coder_workspace_process_output");

/** A command that has ended. */
export function endedResult(reply: ExecutionReply): ExecuteResult {
  const { execution } = reply;
  const exitCode = exitCodeOf(execution);
  return {
    success: exitCode === 0,
    ...printed(reply),
    exit_code: exitCode,
    ...(execution.state === "exited" ? {} : { error: showState(execution) }),
    ...(execution.state === "killed" ? { canceled: true } : {}),
  };
}

/** What there is so far. */
export const printed = ({ execution, output }: ExecutionReply) => ({
  output: outputText(output),
  wall_duration_ms: execution.wall_ms,
  ...(output.gap === null ? {} : { truncated: truncationOf(output, output.gap.bytes) }),
});

const truncationOf = ({ total }: Output, omitted: number) => ({
  original_bytes: total,
  retained_bytes: total - omitted,
  omitted_bytes: omitted,
  strategy: "head_tail",
});
