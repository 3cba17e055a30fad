import { randomUUID } from "node:crypto";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";
import {
  attachTerminal,
  type AttachedTerminal,
  type OpenSocket,
  type TerminalEnd,
} from "../../client/attach-terminal.ts";
import { AppError } from "../../wire/errors.ts";
import type { CliContext } from "../cli-context.ts";
import { exitMarker, type ExitMarker } from "./exit-marker.ts";

/** Delays before each attempt to reach a terminal again; it waits for minutes (coder-api 4.1). */
const RETRY_MS = [0, 200, 500, 1000, 2000, 4000, 8000, 15_000, 30_000];
const ENDED = 1000;
/** Codes that another attempt does not change: the client was wrong (RFC 6455 section 7.4.1). */
const FINAL: ReadonlySet<number> = new Set([1003, 1007, 1009]);
const END_OF_FILE = "\u0004";
const DEFAULT_SIZE = { cols: 80, rows: 24 };

export interface ShellTarget {
  readonly agentId: string;
  readonly command: string;
  readonly open: OpenSocket;
}

/**
 * A person's terminal in a workspace, with this terminal in raw mode, until what runs there ends; a lost connection is
 * made again. Returns the exit code, undefined when it did not tell one. Throws AppError when the terminal is lost.
 */
export async function shellSession(context: CliContext, target: ShellTarget): Promise<number | undefined> {
  const { stdin, stdout } = context;
  const code = exitMarker();
  const live: { terminal: AttachedTerminal | undefined } = { terminal: undefined };
  const type = typing(live);
  const endInput = (): void => void live.terminal?.send({ data: END_OF_FILE });
  const resize = (): void =>
    void live.terminal?.send({ width: sizeOf(stdout).cols, height: sizeOf(stdout).rows });
  stdin.setRawMode?.(true);
  stdin.on("data", type).once("end", endInput).resume();
  stdout.on("resize", resize);
  try {
    await keepAttached(context, { ...target, command: code.around(target.command) }, { live, code });
    return code.found();
  } finally {
    stdout.off("resize", resize);
    stdin.off("data", type).off("end", endInput).pause();
    stdin.setRawMode?.(false);
  }
}

/** What is typed while there is no connection is lost, as on a line that is down. */
function typing(live: { readonly terminal: AttachedTerminal | undefined }): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  return (chunk) => {
    const data = decoder.write(chunk);
    if (data !== "") void live.terminal?.send({ data });
  };
}

interface Session {
  readonly live: { terminal: AttachedTerminal | undefined };
  readonly code: ExitMarker;
}

async function keepAttached(
  context: CliContext,
  { agentId, command, open }: ShellTarget,
  { live, code }: Session,
): Promise<void> {
  const reconnect = randomUUID();
  for (let isFirst = true; ; isFirst = false) {
    const attach = async () =>
      await attachTerminal(open, { agentId, reconnect, command, ...sizeOf(context.stdout) }, context.signal);
    live.terminal = await (isFirst ? attach() : again(attach, context));
    const end = await show(live.terminal, context, code);
    live.terminal = undefined;
    if (end.code === ENDED) return;
    if (FINAL.has(end.code) || context.signal.aborted) throw lost(end);
    context.stderr.write(
      `\r\ncoder: the connection was lost (${end.reason || end.code}); connecting again\r\n`,
    );
  }
}

async function show(
  { output, ended, close }: AttachedTerminal,
  { stdout, signal }: CliContext,
  code: ExitMarker,
): Promise<TerminalEnd> {
  signal.addEventListener("abort", close, { once: true });
  try {
    for await (const bytes of output) {
      if (!stdout.write(code.strip(bytes)))
        await new Promise<void>((resolve) => stdout.once("drain", resolve));
    }
    return await ended;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

async function again(
  attach: () => Promise<AttachedTerminal>,
  { signal }: CliContext,
): Promise<AttachedTerminal> {
  let last: unknown;
  for (const wait of RETRY_MS) {
    await delay(wait, undefined, { signal });
    try {
      return await attach();
    } catch (error) {
      signal.throwIfAborted();
      last = error;
    }
  }
  throw last;
}

const lost = ({ code, reason }: TerminalEnd): AppError =>
  new AppError("unavailable", `the terminal ended: ${reason || `code ${code}`}`);

/** A stream that is no terminal has no size. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): { cols: number; rows: number } {
  return { cols: columns || DEFAULT_SIZE.cols, rows: rows || DEFAULT_SIZE.rows };
}
