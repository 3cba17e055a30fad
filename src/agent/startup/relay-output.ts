import type { ExecutionRecord } from "../executions/execution-record.ts";
import { readOutput } from "../output/read-output.ts";
import { waitForBytes } from "../output/wait-for-output.ts";

const PIECE_BYTES = 64 * 1024;
const MAX_BYTES = 1024 * 1024;
const MAX_LINE = 4096;
const ROUND_MS = 60_000;

/** Hands an execution's output to `tell` line by line until it ends; the first MiB of it, with lines cut at 4096. */
export async function relayOutput(
  record: ExecutionRecord,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = record.files.output;
  let cursor = 0;
  let rest = "";
  while (!signal.aborted && cursor < MAX_BYTES) {
    await waitForBytes(record, { path, cursor, waitMs: ROUND_MS }, signal);
    const isEnded = record.end !== undefined;
    const { text, next, total } = await readOutput(
      { path, isEnded },
      { cursor, reply_bytes: PIECE_BYTES },
      signal,
    );
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, MAX_LINE);
    for (const line of lines) tell(line.slice(0, MAX_LINE));
    cursor = next;
    if (isEnded && next >= total) break;
  }
  if (rest !== "") tell(rest);
  if (cursor >= MAX_BYTES) tell(`… the rest of the output is kept in execution ${record.meta.id}`);
  await endOrAbort(record, signal);
}

async function endOrAbort({ ended }: ExecutionRecord, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const aborted = Promise.withResolvers<void>();
  const stop = () => aborted.resolve();
  signal.addEventListener("abort", stop, { once: true });
  await Promise.race([ended.promise, aborted.promise]);
  signal.removeEventListener("abort", stop);
}
