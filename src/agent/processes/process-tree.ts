import { EXECUTION_MARKER } from "../../rules/executions/unattended.ts";
import { isAlive } from "../../rules/process-row.ts";
import { hasEnvironment, readProcessTable, writesInto } from "./process-table.ts";
import type { ProcessRow } from "../../rules/process-row.ts";

/**
 * An execution's processes: all that descend from its wrapper, share its session, group or marker, or write to its
 * output. What leaves all of these at once (`env -i setsid` with other output, from a parent that has ended) is nobody's,
 * and ends with the workspace: no unprivileged process can be told of every fork below another.
 */
export interface TreeRoot {
  /** Null for the tree of a single process, which is what descends from the known ones. */
  readonly executionId: string | null;
  /** Where its output goes: whoever writes there belongs to it, even with an empty environment. */
  readonly dir: string;
  /**
   * The wrapper shell, which leads the session and is itself spared, for it saves the exit status; null once it has
   * ended, since its number may by then belong to a stranger.
   */
  readonly wrapperPid: number | null;
  /** Whether the wrapper's child is the program that holds the command's terminal. */
  readonly isTerminal: boolean;
}

/** Tells whether a process only holds the command's terminal open: a signal to the command is not for it. */
export function holdsTerminal({ ppid }: ProcessRow, { wrapperPid, isTerminal }: TreeRoot): boolean {
  return isTerminal && ppid === wrapperPid;
}

/** Processes seen before: pid -> start. Their descendants belong to the tree even if they have left it since. */
export type KnownProcesses = ReadonlyMap<number, string>;

/** Living processes of the tree at this moment, without the wrapper and without this agent. */
export function collectTree(root: TreeRoot, known: KnownProcesses): readonly ProcessRow[] {
  const table = readProcessTable().filter((row) => isAlive(row) && row.pid !== process.pid && row.pid !== 1);
  const members = new Set<number>(table.filter((row) => belongs(row, root, known)).map(({ pid }) => pid));
  if (root.wrapperPid !== null) members.add(root.wrapperPid);
  addDescendants(members, table);
  return table.filter(({ pid }) => members.has(pid) && pid !== root.wrapperPid);
}

function belongs(
  row: ProcessRow,
  { executionId, dir, wrapperPid }: TreeRoot,
  known: KnownProcesses,
): boolean {
  if (known.get(row.pid) === row.start) return true;
  if (wrapperPid !== null && (row.session === wrapperPid || row.pgid === wrapperPid)) return true;
  if (executionId === null) return false;
  return hasEnvironment(row.pid, `${EXECUTION_MARKER}=${executionId}`) || writesInto(row.pid, dir);
}

function addDescendants(members: Set<number>, table: readonly ProcessRow[]): void {
  let before: number;
  do {
    before = members.size;
    for (const { pid, ppid } of table) if (members.has(ppid)) members.add(pid);
  } while (members.size > before);
}
