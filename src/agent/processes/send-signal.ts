import { readProcess } from "./process-table.ts";

/** Hits the process only if it is still the one that was seen; tells whether it was hit. */
export function sendSignal(pid: number, start: string, signal: NodeJS.Signals): boolean {
  if (readProcess(pid)?.start !== start) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
