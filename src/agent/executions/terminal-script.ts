import type { TerminalSize } from "../../wire/agent-api.ts";
import type { ExecutionFiles } from "./execution-record.ts";
import type { TerminalPrograms } from "./terminal-programs.ts";
import { PREPARE } from "../../rules/executions/wrapper-script.ts";
import { quote } from "../../rules/shell-word.ts";

export interface TerminalInput {
  readonly command: string;
  /** Whether the command is in `files.command`, because it is too long for an argument. */
  readonly fromFile: boolean;
  readonly size: TerminalSize;
  readonly files: ExecutionFiles;
  readonly programs: TerminalPrograms;
  /** `SHELL` of the command, which `script` was not to see. */
  readonly shell: string | undefined;
}

/**
 * The POSIX shell program that `script` runs in a terminal: it sets the size, runs the command as its child and saves
 * the exit status through fd 4, before the wrapper saves that of `script`. Its own words go where the wrapper's go.
 */
export function terminalScript({ command, fromFile, size, files, programs, shell }: TerminalInput): string {
  const subject = fromFile ? quote(files.command) : `-c ${quote(command)}`;
  return [
    "exec 3>&2 2>&5 5>&-",
    ...PREPARE,
    `${quote(programs.stty)} sane rows ${size.rows} cols ${size.cols} 2>/dev/null`,
    `echo $$ >${quote(files.terminalPid)}`,
    shell === undefined ? "unset SHELL" : `SHELL=${quote(shell)}`,
    `(exec /bin/sh ${subject} 2>&3 3>&- 4>&-)`,
    "s=$?",
    "echo $s >&4",
    "exit $s",
    "",
  ].join("\n");
}
