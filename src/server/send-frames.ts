import { once } from "node:events";
import { PassThrough, type Readable } from "node:stream";
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import type { Frames } from "../api/socket.ts";
import { bytesOf } from "../lib/websocket-duplex.ts";
import { AppError } from "../wire/errors.ts";

const PING_EVERY_MS = 15_000;
const HIGH_WATER = 1024 * 1024;
/** Bytes of a reason that fit into a close frame (RFC 6455 section 5.5). */
const MAX_REASON = 123;

/** What a route has accepted. */
export interface AcceptedFrames {
  readonly frames: Frames;
  readonly takesInput: boolean;
}

/**
 * Sends every frame, pings meanwhile, and closes: 1000 at the end, 1011 when the frames fail, 1003 at a text message
 * where only bytes are taken, 1007 when these are not of the route's form (coder-api 0.4, 4.1).
 */
export async function sendFrames(
  socket: WebSocket,
  { frames, takesInput }: AcceptedFrames,
  log: Logger,
): Promise<void> {
  const gone = new AbortController();
  socket.once("close", () => gone.abort());
  // `ws` ends the connection itself, and tells a peer that broke the protocol why.
  socket.on("error", () => undefined);
  const ping = keepPinging(socket);
  const input = takesInput ? inputOf(socket) : new PassThrough().end();
  try {
    for await (const frame of frames(gone.signal, input)) await send(socket, frame, gone.signal);
    socket.close(1000);
  } catch (error) {
    if (gone.signal.aborted) return;
    close(socket, error, log);
  } finally {
    clearInterval(ping);
    input.destroy();
  }
}

function close(socket: WebSocket, error: unknown, log: Logger): void {
  if (error instanceof AppError) {
    return socket.close(error.code === "invalid" ? 1007 : 1011, reasonOf(error));
  }
  log.warn({ err: error }, "a stream to a client failed");
  socket.close(1011);
}

function reasonOf({ message, detail }: AppError): string {
  const text = detail === undefined ? message : `${message}: ${detail}`;
  const bytes = Buffer.from(text.toWellFormed());
  return bytes.length <= MAX_REASON ? text : `${bytes.subarray(0, MAX_REASON - 6).toString()}…`;
}

/** What the peer sends; it is held up while nobody reads. */
function inputOf(socket: WebSocket): Readable {
  const input = new PassThrough();
  input.on("drain", () => socket.resume());
  socket.on("message", (data: RawData, isBinary) => {
    if (!isBinary) return socket.close(1003, "send binary messages");
    if (input.writableEnded || input.destroyed) return;
    if (!input.write(bytesOf(data))) socket.pause();
  });
  socket.once("close", () => input.end());
  return input;
}

/** A peer that did not answer the last ping is gone. */
function keepPinging(socket: WebSocket): NodeJS.Timeout {
  let answered = true;
  socket.on("pong", () => (answered = true));
  return setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
}

/** Waits while the peer reads more slowly than frames come. */
async function send(socket: WebSocket, frame: string | Uint8Array, signal: AbortSignal): Promise<void> {
  const sent = new Promise<void>((resolve) => socket.send(frame, () => resolve()));
  if (socket.bufferedAmount < HIGH_WATER) return;
  await Promise.race([sent, once(socket, "close", { signal }).catch(() => undefined)]);
}
