import type { Readable } from "node:stream";
import { jsonObjects } from "../../lib/json-objects.ts";
import { MAX_TERMINAL_MESSAGE, sizeOf, TerminalInput } from "../../wire/terminal.ts";
import { AppError } from "../../wire/errors.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import { resizeTerminal } from "../executions/resize-terminal.ts";
import { openStdin, writeAll } from "../executions/write-stdin.ts";
import { waitForExit } from "../output/wait-for-output.ts";

/** A client that sends nothing but pieces of one object is stopped here. */
const MAX_OBJECT = 32 * MAX_TERMINAL_MESSAGE;
const END_LIMIT_MS = 5000;

/**
 * Types what a client sends into a terminal and gives it the sizes it asks for, in their order, until the client has
 * ended or the terminal has. Waits while the program in it does not read. Throws on what is no JSON of the client's form.
 */
export async function feedTerminal(
  record: ExecutionRecord,
  input: Readable,
  path: string | undefined,
): Promise<void> {
  await using stdin = new AsyncDisposableStack();
  try {
    const file = await openStdin(record);
    stdin.defer(async () => await file.close());
    for await (const object of jsonObjects(input.iterator({ destroyOnReturn: false }), MAX_OBJECT)) {
      const typed = TerminalInput.parse(object);
      const size = sizeOf(typed);
      if (size !== undefined) await resizeTerminal(record, size, path);
      if (typed.data) await writeAll(file, Buffer.from(typed.data), record, Number.POSITIVE_INFINITY);
    }
  } catch (error) {
    if (!(await isOver(record, error))) throw error;
  }
}

/** What is about to end refuses input a moment earlier: then its output tells all there is. */
async function isOver(record: ExecutionRecord, error: unknown): Promise<boolean> {
  if (!(error instanceof AppError) || error.code !== "conflict") return false;
  await waitForExit(record, END_LIMIT_MS, AbortSignal.timeout(END_LIMIT_MS));
  return record.end !== undefined;
}
