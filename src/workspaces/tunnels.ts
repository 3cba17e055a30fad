import { once } from "node:events";
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import type { Duplex, Readable } from "node:stream";
import { SESSION_WINDOW, STREAM_WINDOW } from "../wire/agent-tunnel.ts";
import { agentResponse, lostAgent, type AgentResponse } from "./agent-response.ts";

export interface AgentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readable | Buffer | string | undefined;
  /** Ends the request on the agent's side too; executions that it started go on. */
  readonly signal: AbortSignal;
}

/** One live connection to an agent. */
export interface Tunnel {
  readonly request: (request: AgentRequest) => Promise<AgentResponse>;
  readonly closed: Promise<void>;
  readonly close: () => void;
}

/** The agents whose tunnels this replica holds. */
export interface Tunnels {
  /** Speaks HTTP/2 as a client on `socket`, which the agent serves (design 4); replaces an older tunnel. */
  readonly attach: (agentId: string, socket: Duplex) => Tunnel;
  readonly get: (agentId: string) => Tunnel | undefined;
  /** How many there are. */
  readonly count: () => number;
  /** What still has to be done for a tunnel, also once it is closed. */
  readonly finishes: (work: Promise<void>) => void;
  /** Closes them all, and resolves when everything is finished. */
  readonly close: () => Promise<void>;
}

const PING_EVERY_MS = 15_000;
const PING_WITHIN_MS = 10_000;

export function createTunnels(): Tunnels {
  const tunnels = new Map<string, Tunnel>();
  const works = new Set<Promise<void>>();
  return {
    attach: (agentId, socket) => {
      tunnels.get(agentId)?.close();
      const tunnel = openTunnel(socket);
      tunnels.set(agentId, tunnel);
      void tunnel.closed.then(() => tunnels.get(agentId) === tunnel && tunnels.delete(agentId));
      return tunnel;
    },
    get: (agentId) => tunnels.get(agentId),
    count: () => tunnels.size,
    finishes: (work) => {
      works.add(work);
      const over = (): void => void works.delete(work);
      work.then(over, over);
    },
    close: async () => {
      for (const tunnel of tunnels.values()) tunnel.close();
      await Promise.allSettled(works);
    },
  };
}

function openTunnel(socket: Duplex): Tunnel {
  const session = http2.connect("http://agent", {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    peerMaxConcurrentStreams: 1000,
  });
  session.once("connect", () => session.setLocalWindowSize(SESSION_WINDOW));
  // An error ends the session; whoever waits on it sees the end.
  session.on("error", () => session.destroy());
  const closed = once(session, "close").then(
    () => undefined,
    () => undefined,
  );
  const pinging = keepPinging(session);
  void closed.then(() => clearInterval(pinging));
  return {
    request: (request) => send(session, request),
    closed,
    close: () => session.destroy(),
  };
}

/** An agent that does not answer a ping is as good as gone. */
function keepPinging(session: ClientHttp2Session): NodeJS.Timeout {
  return setInterval(() => {
    if (session.destroyed) return;
    const late = setTimeout(() => session.destroy(), PING_WITHIN_MS);
    session.ping(() => clearTimeout(late));
  }, PING_EVERY_MS).unref();
}

async function send(session: ClientHttp2Session, request: AgentRequest): Promise<AgentResponse> {
  request.signal.throwIfAborted();
  if (session.destroyed || session.closed) throw lostAgent();
  const stream = session.request({ ...request.headers, ":method": request.method, ":path": request.path });
  const abort = (): void => cancel(stream);
  request.signal.addEventListener("abort", abort, { once: true });
  stream.once("close", () => request.signal.removeEventListener("abort", abort));
  writeBody(stream, request.body);
  return await agentResponse(stream, request.signal);
}

function writeBody(stream: ClientHttp2Stream, body: AgentRequest["body"]): void {
  if (body === undefined || typeof body === "string" || Buffer.isBuffer(body)) {
    stream.end(body);
    return;
  }
  body.once("error", () => cancel(stream));
  body.pipe(stream);
}

/**
 * Resets the stream. `stream.close` would not, while the body is on its way: it tells of the abort first, at which what
 * reads the stream destroys it, and then there is nothing to send the reset with.
 */
function cancel(stream: ClientHttp2Stream): void {
  stream.destroy(new DOMException("the request was given up", "AbortError"));
}
