import type { IncomingMessage } from "node:http";
import type { ClientOptions, WebSocket } from "ws";
import type { Outgoing } from "./transport.ts";

/** What opens a WebSocket: of a request only the URL (http or https), the headers and the signal count. */
export type Dial = (request: Outgoing) => Promise<WebSocket>;

/** The status that refused an upgrade. */
export class UpgradeRefused extends Error {
  override readonly name = "UpgradeRefused";
  readonly status: number;
  /** The body, which may be a page or Coder's envelope. */
  readonly text: string;
  /** By lower-case name; null when it was not sent. */
  readonly header: (name: string) => string | null;

  constructor({ statusCode: status = 0, headers }: IncomingMessage, text: string) {
    super(`the WebSocket was refused with HTTP ${status}`);
    this.status = status;
    this.header = (name) => (headers[name] === undefined ? null : String(headers[name]));
    this.text = text;
  }
}

const LIMITS: ClientOptions = {
  perMessageDeflate: false,
  handshakeTimeout: 15_000,
  maxPayload: 16 * 1024 * 1024,
  followRedirects: false,
};
const MAX_REFUSAL_BYTES = 64 * 1024;

/** Opens a WebSocket over the network; throws UpgradeRefused, or the system's error. It is paused, so that nothing is lost. */
export const dialSocket: Dial = async ({ url, headers, signal }) => {
  signal?.throwIfAborted();
  const ws = await import("ws");
  const socket = new ws.WebSocket(url.replace(/^http/, "ws"), { ...LIMITS, headers });
  socket.binaryType = "nodebuffer";
  const abort = (): void => socket.terminate();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await opened(socket);
    return socket;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
};

function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("open", () => {
    socket.pause();
    resolve();
  });
  socket.once("unexpected-response", (request, response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (piece: string) => (text = (text + piece).slice(0, MAX_REFUSAL_BYTES)));
    response.once("close", () => {
      reject(new UpgradeRefused(response, text));
      request.destroy();
    });
  });
  socket.on("error", reject);
  socket.once("close", () => reject(new Error("the WebSocket closed before it was open")));
  return promise;
}
