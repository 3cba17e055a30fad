import { once } from "node:events";
import type { WebSocket } from "ws";
import type { TerminalInput } from "../wire/terminal.ts";
import type { Call } from "./http.ts";

/** Characters of one message: at most six bytes each as JSON, and a message takes 32 KiB (coder-api 4.1). */
const MESSAGE_CHARACTERS = 4096;
const HIGH_WATER_BYTES = 256 * 1024;
/** A connection that does not answer a ping for so long is lost: a network that went away closes nothing. */
const PING_EVERY_MS = 15_000;

/** Opens a WebSocket of the deployment, paused. */
export type OpenSocket = (call: Call) => Promise<WebSocket>;

export interface TerminalTarget {
  readonly agentId: string;
  /** The same id finds the same terminal again. */
  readonly reconnect: string;
  /** Empty is a login shell. */
  readonly command: string;
  readonly cols: number;
  readonly rows: number;
}

export interface TerminalEnd {
  /** 1000 when what ran in the terminal has ended; another when the connection is lost. */
  readonly code: number;
  readonly reason: string;
}

/** One connection to a terminal in a workspace. */
export interface AttachedTerminal {
  /** What the terminal shows, until the connection ends. */
  readonly output: AsyncIterable<Buffer>;
  /** Resolves when there is room for more. */
  readonly send: (input: TerminalInput) => Promise<void>;
  readonly ended: Promise<TerminalEnd>;
  readonly close: () => void;
}

/** Opens a terminal, or attaches to the one of that id; throws AppError when the deployment refuses it. */
export async function attachTerminal(
  open: OpenSocket,
  { agentId, reconnect, command, cols, rows }: TerminalTarget,
  signal: AbortSignal,
): Promise<AttachedTerminal> {
  const query = { reconnect, command, width: cols, height: rows, backend_type: "buffered" };
  const socket = await open({ path: `/workspaceagents/${agentId}/pty`, query, signal });
  const ended = endOf(socket);
  keepPinging(socket);
  const { createWebSocketStream } = await import("ws");
  const output = createWebSocketStream(socket);
  // The end tells how it ended.
  output.on("error", () => undefined);
  return {
    output: bytesOf(output),
    send: async ({ data, ...size }) => {
      for (const piece of pieces(data ?? "")) await send(socket, { ...size, data: piece });
      if (!data) await send(socket, size);
    },
    ended,
    close: () => socket.close(1000),
  };
}

async function* bytesOf(output: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of output) if (Buffer.isBuffer(chunk)) yield chunk;
  } catch {
    // A connection that is lost ends the output; `ended` says why.
  }
}

async function endOf(socket: WebSocket): Promise<TerminalEnd> {
  const { promise, resolve } = Promise.withResolvers<TerminalEnd>();
  socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  return await promise;
}

function keepPinging(socket: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  socket.on("pong", () => (answered = true));
  socket.once("close", () => clearInterval(timer));
}

/** Never half a character of two units. */
function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + MESSAGE_CHARACTERS, text.length);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end -= 1;
    yield text.slice(at, end);
    at = end;
  }
}

async function send(socket: WebSocket, input: TerminalInput): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  const sent = Promise.withResolvers<void>();
  socket.send(Buffer.from(JSON.stringify(input)), { binary: true }, () => sent.resolve());
  if (socket.bufferedAmount < HIGH_WATER_BYTES) return;
  await Promise.race([sent.promise, once(socket, "close")]);
}
