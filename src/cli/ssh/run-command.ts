import { constants } from "node:os";
import type { WorkspaceConn } from "../../client/workspace-conn.ts";
import type { Execution, ReadOutput } from "../../wire/agent-api.ts";
import { invalidField } from "../../wire/errors.ts";
import type { CliContext } from "../cli-context.ts";

const PIECE_BYTES = 512 * 1024;
const WAIT_MS = 30_000;
/** Between SIGTERM and SIGKILL when the user gives up. */
const GRACE_MS = 2000;
const STDIN_CHARACTERS = 64 * 1024;

/**
 * Runs one command in the workspace, with the bytes of its stdout and stderr as they come, and returns its exit code:
 * 128 and the signal's number when a signal ended it. Ctrl+C ends the command too.
 */
export async function runCommand(context: CliContext, conn: WorkspaceConn, command: string): Promise<number> {
  const { execution } = await conn.start(
    { command, separate_stderr: true, keep_stdin: true, wait_ms: 0, reply_bytes: 0 },
    context.signal,
  );
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const feeding = feed(context, conn, execution.id, signal);
  try {
    const copy = (stream: "output" | "stderr", to: NodeJS.WriteStream) =>
      copyOutput(conn, execution.id, { stream, to }, signal);
    const ends = Promise.all([copy("output", context.stdout), copy("stderr", context.stderr)]);
    const [end] = await Promise.race([ends, feeding.then(async () => await ends)]);
    return codeOf(end);
  } catch (error) {
    if (context.signal.aborted) await endCommand(conn, execution.id);
    throw error;
  } finally {
    over.abort();
    context.stdin.destroy();
  }
}

interface Copy {
  readonly stream: "output" | "stderr";
  readonly to: NodeJS.WriteStream;
}

/** Copies one stream to its end; returns the ended execution. */
async function copyOutput(
  conn: WorkspaceConn,
  id: string,
  { stream, to }: Copy,
  signal: AbortSignal,
): Promise<Execution> {
  for (let cursor = 0; ;) {
    const query: ReadOutput = {
      stream,
      cursor,
      encoding: "base64",
      reply_bytes: PIECE_BYTES,
      wait_for: "output",
      wait_ms: WAIT_MS,
    };
    const { execution, output } = await conn.output(id, query, signal);
    const bytes = Buffer.from(output.text, "base64");
    if (bytes.length > 0 && !to.write(bytes)) await new Promise<void>((resolve) => to.once("drain", resolve));
    cursor = output.next;
    if (execution.state !== "running" && cursor >= output.total) return execution;
  }
}

/** Passes stdin on and closes the command's at its end. */
async function feed(
  { stdin }: CliContext,
  conn: WorkspaceConn,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const text = (chunk?: Buffer): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw invalidField(
        "stdin",
        `must be UTF-8 text (${String(cause)}); send bytes with a file or as base64`,
      );
    }
  };
  const write = async (data: string): Promise<void> => {
    for (let at = 0; at < data.length; at += STDIN_CHARACTERS)
      await conn.input(id, { data: data.slice(at, at + STDIN_CHARACTERS).toWellFormed() }, signal);
  };
  try {
    for await (const chunk of stdin) await write(text(Buffer.from(chunk)));
    await write(text());
    await conn.input(id, { close: true }, signal);
  } catch (error) {
    if (!isOver(error, signal)) throw error;
  }
}

/** The command has ended, or does not read on: no fault of whoever sends. */
const isOver = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted || (error instanceof Error && "code" in error && error.code === "conflict");

async function endCommand(conn: WorkspaceConn, id: string): Promise<void> {
  const end = { signal: "SIGTERM", grace_ms: GRACE_MS } as const;
  // Where even that is out of reach, its timeout and the workspace's end remain.
  await conn.signal(id, end, AbortSignal.timeout(GRACE_MS * 3)).catch(() => undefined);
}

function codeOf({ exit_code: code, signal }: Execution): number {
  if (code !== null) return code;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? 1 : 128 + number;
}
