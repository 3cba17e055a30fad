import { once } from "node:events";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import type { Frames } from "../api/socket.ts";

const PING_EVERY_MS = 15_000;
const HIGH_WATER = 1024 * 1024;

/** Sends every frame, pings meanwhile, and closes: 1000 at the end, 1011 when the frames fail (coder-api 0.4). */
export async function sendFrames(socket: WebSocket, frames: Frames, log: Logger): Promise<void> {
  const gone = new AbortController();
  socket.once("close", () => gone.abort());
  socket.on("error", () => socket.terminate());
  const ping = keepPinging(socket);
  try {
    for await (const frame of frames(gone.signal)) await send(socket, frame, gone.signal);
    socket.close(1000);
  } catch (error) {
    if (gone.signal.aborted) return;
    log.warn({ err: error }, "a stream to a client failed");
    socket.close(1011);
  } finally {
    clearInterval(ping);
  }
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
async function send(socket: WebSocket, frame: string, signal: AbortSignal): Promise<void> {
  const sent = new Promise<void>((resolve) => socket.send(frame, () => resolve()));
  if (socket.bufferedAmount < HIGH_WATER) return;
  await Promise.race([sent, once(socket, "close", { signal }).catch(() => undefined)]);
}
