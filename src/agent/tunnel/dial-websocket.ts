import type { Duplex } from "node:stream";
import type { ClientOptions, WebSocket } from "ws";
import { TUNNEL_PROTOCOL } from "../../wire/tunnel-settings.ts";
import { DialError } from "./dial-error.ts";
import { authorityOf } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

/** Opens the tunnel inside a WebSocket, for proxies that let nothing else through. */
export async function dialWebSocket(endpoint: Endpoint, token: string, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  const [ws, { WebSocketDuplex }] = await Promise.all([
    import("ws"),
    import("../../lib/websocket-duplex.ts"),
  ]);
  const socket = new ws.WebSocket(urlOf(endpoint), [TUNNEL_PROTOCOL], optionsOf(endpoint, token));
  // Wrapped before it is open: the deployment's first bytes may come together with its 101.
  const carrier = new WebSocketDuplex(socket);
  carrier.on("error", () => undefined);
  const abort = () => socket.terminate();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await opened(socket);
    return carrier;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function urlOf(endpoint: Endpoint): string {
  if (endpoint.socketPath !== undefined) return `ws+unix://${endpoint.socketPath}:${endpoint.path}`;
  return `${endpoint.secure ? "wss" : "ws"}://${authorityOf(endpoint)}${endpoint.path}`;
}

function optionsOf(endpoint: Endpoint, token: string): ClientOptions {
  const isPrivate = endpoint.secure || endpoint.socketPath !== undefined || LOOPBACK.has(endpoint.host);
  return {
    headers: { "Coder-Session-Token": token },
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
    maxPayload: 16 * 1024 * 1024,
    // A zero mask saves the XOR; RFC 6455 10.3 wants an unpredictable one where intermediaries see the bytes.
    ...(isPrivate ? { generateMask: (mask: Buffer) => void mask.fill(0) } : {}),
  };
}

function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("open", resolve);
  socket.once("unexpected-response", (request, response) => {
    reject(
      new DialError(`the WebSocket was refused with status ${response.statusCode}`, response.statusCode),
    );
    request.destroy();
  });
  socket.on("error", (cause) => reject(new DialError(cause.message, undefined, { cause })));
  socket.once("close", () => reject(new DialError("the WebSocket closed before it was open", undefined)));
  return promise;
}
