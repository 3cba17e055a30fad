import { appendFileSync, statSync } from "node:fs";
import type { ExecutionRecord } from "./execution-record.ts";
import { endExecution } from "./watch-execution.ts";

const EVERY_MS = 1000;

export interface Tended {
  readonly running: () => readonly ExecutionRecord[];
  /** Bytes of output that running commands may keep together. */
  readonly outputBytes: () => number;
}

/**
 * Looks every second at the output of what runs: notes how much there was when, and kills the command with the most
 * when they keep more than they may. Stops with `signal`.
 */
export function tendExecutions(tended: Tended, signal: AbortSignal): void {
  const noted = new WeakMap<ExecutionRecord, Note>();
  const timer = setInterval(() => look(tended, noted), EVERY_MS);
  timer.unref();
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

interface Note {
  readonly at: number;
  readonly sizes: string;
}

function look({ running, outputBytes }: Tended, noted: WeakMap<ExecutionRecord, Note>): void {
  const sizes = running().map((record) => {
    const [output, stderr] = [sizeOf(record.files.output), sizeOf(record.files.stderr)];
    note(record, noted, `${output} ${stderr}`);
    return { record, bytes: output + stderr };
  });
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = sizes.toSorted((a, b) => b.bytes - a.bytes);
  if (largest !== undefined && total > outputBytes()) void endExecution(largest.record, "output_limit", 0);
}

/** A mark is at most a thousandth of the time since the start away, so that their number stays small. */
function note(record: ExecutionRecord, noted: WeakMap<ExecutionRecord, Note>, sizes: string): void {
  const now = Date.now();
  const last = noted.get(record);
  const gap = (now - Date.parse(record.meta.started_at)) / 1000;
  if (last !== undefined && (last.sizes === sizes || now - last.at < gap)) return;
  noted.set(record, { at: now, sizes });
  try {
    appendFileSync(record.files.marks, `${now} ${sizes}\n`, { mode: 0o600 });
  } catch {
    // On a full disk a mark is missing: `since_ms` gives more than was asked for.
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
