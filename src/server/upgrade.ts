import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { WebSocketServer, type WebSocket } from "ws";
import { WebSocketDuplex } from "../lib/websocket-duplex.ts";
import type { AppGateway } from "../api/apps/app-gateway.ts";
import type { Handshake as Accepting } from "../api/socket.ts";
import { MAX_TERMINAL_MESSAGE } from "../wire/terminal.ts";
import { TUNNEL_PATH, TUNNEL_PROTOCOL } from "../wire/agent-tunnel.ts";
import { authenticateAgent, serveAgent } from "../workspaces/agent-link.ts";
import type { WorkspacesContext } from "../workspaces/workspaces-context.ts";
import type { UpgradeListener } from "./listen.ts";
import { sendFrames, type AcceptedFrames } from "./send-frames.ts";

export interface UpgradeOptions {
  readonly app: {
    readonly fetch: (request: Request, env: object) => Response | Promise<Response>;
  };
  readonly apps: Pick<AppGateway, "upgrade">;
  readonly workspaces: WorkspacesContext;
  readonly replicaId: string;
  readonly log: Logger;
}

type Handshake = readonly [request: IncomingMessage, socket: Duplex, head: Buffer];

/** Takes agents' tunnels, and WebSockets for the routes that stream; whatever a route refuses gets its HTTP answer. */
export function upgradeHandler(options: UpgradeOptions): UpgradeListener {
  const agents = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  const clients = new WebSocketServer({ noServer: true, maxPayload: MAX_TERMINAL_MESSAGE });
  return (...handshake) => {
    const [request, socket] = handshake;
    socket.on("error", () => socket.destroy());
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const take = async (): Promise<void> => {
      if (await options.apps.upgrade(...handshake)) return;
      if (pathname === TUNNEL_PATH) await takeAgent(options, agents, handshake);
      else await takeClient(options, clients, handshake);
    };
    take().catch((error: unknown) => {
      options.log.error({ err: error, path: pathname }, "an upgrade failed");
      refuse(socket, 500, "An internal server error occurred.");
    });
  };
}

async function takeAgent(options: UpgradeOptions, wss: WebSocketServer, handshake: Handshake): Promise<void> {
  const [request, socket, head] = handshake;
  const token = request.headers["coder-session-token"];
  const agent = typeof token === "string" ? await authenticateAgent(options.workspaces, token) : undefined;
  if (agent === undefined) return refuse(socket, 401, "The agent token is not of a running workspace.");
  const carrier = await carrierOf(wss, request, socket, head);
  if (carrier === undefined) return refuse(socket, 426, `Upgrade to ${TUNNEL_PROTOCOL} or websocket.`);
  await serveAgent(options.workspaces, agent, carrier, options.replicaId);
}

async function carrierOf(
  wss: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<Duplex | undefined> {
  const protocol = request.headers.upgrade?.toLowerCase();
  if (protocol === "websocket") return new WebSocketDuplex(await accept(wss, [request, socket, head]));
  if (protocol !== TUNNEL_PROTOCOL) return undefined;
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${TUNNEL_PROTOCOL}\r\n\r\n`,
  );
  if (head.length > 0) socket.unshift(head);
  return socket;
}

/** Lets the route that the path names decide; it has every check of an ordinary request. */
async function takeClient(
  options: UpgradeOptions,
  wss: WebSocketServer,
  handshake: Handshake,
): Promise<void> {
  const [incoming, socket] = handshake;
  if (!isSameOrigin(incoming)) return refuse(socket, 403, "The Origin must be this deployment's.");
  const accepted: AcceptedFrames[] = [];
  const accepting: Accepting = {
    accept: (frames, takesInput = false) => void accepted.push({ frames, takesInput }),
  };
  const response = await options.app.fetch(toRequest(incoming), { incoming, handshake: accepting });
  const [first] = accepted;
  if (first === undefined) {
    return refuse(socket, response.status, await response.text(), response.headers);
  }
  await sendFrames(await accept(wss, handshake), first, options.log);
}

/** A page of another site must not open a socket with the user's cookie (coder-api 0.4). */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  return headers.origin === undefined || URL.parse(headers.origin)?.host === headers.host;
}

function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "localhost"}`), {
    headers,
  });
}

const OWN_HEADERS = ["content-type", "content-length", "connection", "transfer-encoding"];

const accept = async (wss: WebSocketServer, [request, socket, head]: Handshake): Promise<WebSocket> =>
  await new Promise((resolve) => wss.handleUpgrade(request, socket, head, resolve));

const JSON_TYPE = "application/json; charset=utf-8";

/** Answers as HTTP does; `kept` has what every answer of a route carries. */
function refuse(socket: Duplex, status: number, text: string, kept = new Headers()): void {
  const type = kept.get("content-type") ?? JSON_TYPE;
  const isWhole = text.startsWith("{") || type !== JSON_TYPE;
  const body = isWhole ? text : `${JSON.stringify({ message: text })}\n`;
  const lines = [
    `HTTP/1.1 ${status} Refused`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...[...kept].filter(([name]) => !OWN_HEADERS.includes(name)).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
