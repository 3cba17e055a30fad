/** One process as the kernel tells it; `start` together with `pid` names it beyond any reuse of the pid. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly session: number;
  readonly state: string;
  readonly start: string;
  /** CPU time used so far, in clock ticks of 10 ms. */
  readonly cpuTicks: number;
  /** The same of its children that have ended, and theirs; 0 where the system does not tell. */
  readonly childTicks: number;
}

/** Tells whether a row is of a process that still executes. */
export function isAlive({ state }: ProcessRow): boolean {
  return !/^[ZXx]/.test(state);
}

/** A process from its `/proc/<pid>/stat`; undefined when that is empty. */
export function parseStat(pid: number, text: string): ProcessRow | undefined {
  if (text === "") return undefined;
  // The name in parentheses may itself hold spaces and parentheses: fields count from the last one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (index: number) => fields[index] ?? "";
  return {
    pid,
    state: at(0),
    ppid: Number(at(1)),
    pgid: Number(at(2)),
    session: Number(at(3)),
    cpuTicks: Number(at(11)) + Number(at(12)),
    childTicks: Number(at(13)) + Number(at(14)),
    start: at(19),
  };
}
