import { STDIN_HOLDER } from "../../rules/executions/wrapper-script.ts";
import { readCommandLine } from "./process-table.ts";
import type { ProcessRow } from "../../rules/process-row.ts";

/** What the agent runs for itself: a pipe for a command's stdin, a search. Commands are never its own children. */
const HELPER = /^(?:mkfifo|(?:.*\/)?rg) /;

/** What stands between a wrapper and a command in a terminal: `script`, and the shell that it runs. */
const TERMINAL = /\/bin\/sh '?\/.*\/executions\/[0-9a-z]{12}\/terminal\b/;

/**
 * Processes that only exist to run the workspace: the agent and its own short-lived children, all above it (the
 * sandbox, the supervising shell), and the executions' wrapper shells.
 */
export function infrastructureOf(
  rows: readonly ProcessRow[],
  wrappers: ReadonlySet<number>,
): ReadonlySet<number> {
  const above = ancestorsOf(process.pid, rows);
  const supervisor = above[0];
  const words = supervisor === undefined ? "" : readCommandLine(supervisor);
  const helpers = rows.filter(({ pid, ppid }) => {
    if (ppid === process.pid) return !wrappers.has(pid) && HELPER.test(readCommandLine(pid));
    if (ppid === supervisor) return words !== "" && readCommandLine(pid) === words;
    return (
      (wrappers.has(ppid) && readCommandLine(pid) === STDIN_HOLDER) || TERMINAL.test(readCommandLine(pid))
    );
  });
  return new Set([process.pid, ...above, ...wrappers, ...helpers.map(({ pid }) => pid)]);
}

/** Parent first. */
function ancestorsOf(pid: number, rows: readonly ProcessRow[]): readonly number[] {
  const parents = new Map(rows.map((row) => [row.pid, row.ppid]));
  const above: number[] = [];
  for (let at = parents.get(pid); at !== undefined && at > 0 && !above.includes(at); at = parents.get(at)) {
    above.push(at);
  }
  return above;
}
