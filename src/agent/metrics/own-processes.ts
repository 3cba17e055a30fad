import { readFileSync } from "node:fs";
import { EXECUTION_MARKER } from "../../rules/executions/unattended.ts";
import { type ProcessRow } from "../../rules/process-row.ts";
import { readProcessTable } from "../processes/process-table.ts";

/**
 * The workspace's processes, ended ones that wait for their parent too: all that can be seen, or, where that is a whole machine, the agent, what it started
 * and what carries an execution's mark.
 */
export function ownProcesses(agentPid = process.pid): readonly ProcessRow[] {
  const rows = readProcessTable();
  return seesMachine() ? belowAgent(rows, agentPid) : rows;
}

/** Whether the agent sees a whole machine's processes: the parent of kernel threads is in no container. */
export const seesMachine = (): boolean =>
  process.platform !== "linux" || read("/proc/2/comm").trim() === "kthreadd";

function belowAgent(rows: readonly ProcessRow[], agentPid: number): readonly ProcessRow[] {
  const own = new Set([agentPid, ...rows.map(({ pid }) => pid).filter(isMarked)]);
  let before: number;
  do {
    before = own.size;
    for (const { pid, ppid } of rows) if (own.has(ppid)) own.add(pid);
  } while (own.size > before);
  return rows.filter(({ pid }) => own.has(pid));
}

const MARK = new RegExp(`(?:^|\\0)${EXECUTION_MARKER}=`);

const isMarked = (pid: number): boolean => MARK.test(read(`/proc/${pid}/environ`));

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
