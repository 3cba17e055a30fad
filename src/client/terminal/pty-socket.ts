import { once } from "node:events";
import type { WebSocket } from "ws";

/** Coder's server takes messages up to 32 KiB; ASCII text grows by a few bytes as JSON (coder-api 4.1). */
const FRAME_CHARACTERS = 24 * 1024;
const HIGH_WATER_BYTES = 512 * 1024;
/** A connection that says nothing to a ping for so long is lost: a network that went away closes nothing. */
const PING_MS = 15_000;

/** One WebSocket to a reconnecting terminal (coder-api 4.1). */
export interface PtySocket {
  /** Sends ASCII text as if typed, in the order of the calls; resolves when there is room for more. */
  readonly type: (text: string) => Promise<void>;
  readonly close: () => void;
  /** Cuts the connection without a word. */
  readonly cut: () => void;
}

export interface PtyEvents {
  readonly onBytes: (bytes: Buffer) => void;
  /** Once, with the code of the closing: 1000 when what ran in the terminal has ended. */
  readonly onClose: (code: number) => void;
}

/** Speaks the terminal's framing over an open, paused WebSocket. */
export function ptySocket(socket: WebSocket, { onBytes, onClose }: PtyEvents): PtySocket {
  let answered = true;
  const pinging = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_MS).unref();
  socket.on("pong", () => (answered = true));
  socket.on("message", (data) => {
    answered = true;
    if (Buffer.isBuffer(data)) onBytes(data);
  });
  socket.on("error", () => undefined);
  socket.once("close", (code) => {
    clearInterval(pinging);
    onClose(code);
  });
  socket.resume();
  return {
    type: async (text) => {
      for (let at = 0; at < text.length; at += FRAME_CHARACTERS)
        await send(socket, JSON.stringify({ data: text.slice(at, at + FRAME_CHARACTERS) }));
    },
    close: () => socket.close(1000),
    cut: () => socket.terminate(),
  };
}

async function send(socket: WebSocket, frame: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  const sent = Promise.withResolvers<void>();
  // An error means that the connection is lost, which its closing tells.
  socket.send(Buffer.from(frame), { binary: true }, () => sent.resolve());
  if (socket.bufferedAmount < HIGH_WATER_BYTES) return;
  await Promise.race([sent.promise, once(socket, "close")]);
}
