import { quote } from "../../../rules/shell-word.ts";
import { WriteStdin, type Execution } from "../../../wire/agent-api.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import { parseQuery } from "../parse-query.ts";
import type { Shell } from "../shell-pool.ts";
import { findExecution } from "./list-executions.ts";

const NOT_KEPT = 30;
const CLOSED = 31;
const NOT_READ = 32;

/** Writes to a running command's stdin, and closes it when asked to. */
export async function writeStdin(
  shell: Shell,
  id: string,
  input: WriteStdin,
  signal: AbortSignal,
): Promise<Execution> {
  const { data, keys, close } = parseQuery(WriteStdin, input);
  if (keys.length > 0)
    throw invalidField("keys", `execution ${id} has no terminal: it was started without pty`);
  const execution = await findExecution(shell, id, signal);
  if (execution.state !== "running")
    throw new AppError("conflict", `execution ${id} has ended: it reads no stdin`);
  const write = data !== "" || !close ? `feed ${id} ${quote(data)} || exit $?` : "";
  const { status } = await shell.run(`${write}\n${close ? `close_stdin ${id}` : ""}`, signal);
  if (status === NOT_KEPT)
    throw new AppError("conflict", `execution ${id} was started without keep_stdin: its stdin is closed`);
  if (status === CLOSED) throw new AppError("conflict", `the stdin of execution ${id} is closed`);
  if (status === NOT_READ)
    throw new AppError(
      "conflict",
      "the command does not read its stdin; a part of the data may have been written",
    );
  return await findExecution(shell, id, signal);
}
