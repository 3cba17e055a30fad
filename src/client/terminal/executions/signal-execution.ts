import { SendSignal, type Execution, type SignalResult } from "../../../wire/agent-api.ts";
import { AppError } from "../../../wire/errors.ts";
import { parseQuery } from "../parse-query.ts";
import type { Shell } from "../shell-pool.ts";
import { findExecution } from "./list-executions.ts";

/** The shell's words. */
const NOTHING_LEFT = 30;
const INFRASTRUCTURE = 31;
const NOT_ALLOWED = 32;

/** Sends a signal to a command, by default to its whole process tree; throws AppError "conflict" when nothing is left. */
export async function signalExecution(
  shell: Shell,
  id: string,
  input: SendSignal,
  signal: AbortSignal,
): Promise<Execution> {
  await findExecution(shell, id, signal);
  const { status } = await shell.run(`signal_execution ${id} ${wordsOf(input)}`, signal);
  if (status === NOTHING_LEFT)
    throw new AppError("conflict", `execution ${id} has ended and left no processes`);
  return await findExecution(shell, id, signal);
}

/** The same for any process of the workspace; throws AppError "not_found" or "forbidden". */
export async function signalProcess(
  shell: Shell,
  pid: number,
  input: SendSignal,
  signal: AbortSignal,
): Promise<SignalResult> {
  if (!Number.isSafeInteger(pid) || pid < 1) throw missing(pid);
  const { status, bytes } = await shell.run(`signal_process ${pid} ${wordsOf(input)}`, signal);
  if (status === NOTHING_LEFT) throw missing(pid);
  if (status === INFRASTRUCTURE)
    throw new AppError(
      "forbidden",
      `pid: ${pid} runs the workspace itself, or holds a command; signal the command`,
    );
  if (status === NOT_ALLOWED)
    throw new AppError("forbidden", `pid: ${pid} cannot be signalled by the workspace's user`);
  const [signaled = "0", ended] = bytes.toString().split(" ");
  return { signaled: Number(signaled), ended: ended === "1" };
}

const missing = (pid: number): AppError => new AppError("not_found", `pid: there is no process ${pid}`);

function wordsOf(input: SendSignal): string {
  const { signal, grace_ms: grace, tree } = parseQuery(SendSignal, input);
  const tenths = grace === undefined ? "''" : String(Math.ceil(grace / 100));
  return `${signal.slice(3)} ${tenths} ${tree ? 1 : 0}`;
}
