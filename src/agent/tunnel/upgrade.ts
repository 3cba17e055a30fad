import { connect } from "node:net";
import type { Socket } from "node:net";
import { TUNNEL_PROTOCOL } from "../../wire/tunnel-settings.ts";
import { DialError } from "./dial-error.ts";
import { authorityOf } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";

const ANSWER_LIMIT_MS = 10_000;
const MAX_HEAD_BYTES = 64 * 1024;

export interface UpgradeRequest {
  readonly endpoint: Endpoint;
  readonly token: string;
  /** Called when the request is on its way: until the answer comes there is time for something else. */
  readonly asked: () => void;
}

/**
 * Asks for the tunnel by HTTP Upgrade and returns the bare socket; throws DialError when there is no 101. Written on
 * the socket itself, because loading node's HTTP client would hold up every start of a workspace.
 */
export async function upgrade(request: UpgradeRequest, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = await openSocket(request.endpoint);
  const abort = () => socket.destroy(new DialError("the dial was given up", undefined));
  const late = () => socket.destroy(new DialError(`no answer within ${ANSWER_LIMIT_MS} ms`, undefined));
  const timer = setTimeout(late, ANSWER_LIMIT_MS);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  socket.write(headOf(request), request.asked);
  try {
    demandSwitch(await readHead(socket));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

async function openSocket({ host, port, secure, socketPath }: Endpoint): Promise<Socket> {
  if (socketPath !== undefined) return connect({ path: socketPath });
  if (!secure) return connect({ host, port, noDelay: true });
  const [tls, { isIP }] = await Promise.all([import("node:tls"), import("node:net")]);
  const name = isIP(host) === 0 ? { servername: host } : {};
  return tls.connect({ host, port, ALPNProtocols: ["http/1.1"], ...name }).setNoDelay(true);
}

function headOf({ endpoint, token }: UpgradeRequest): string {
  const lines = [
    `GET ${endpoint.path} HTTP/1.1`,
    `Host: ${authorityOf(endpoint)}`,
    "Connection: Upgrade",
    `Upgrade: ${TUNNEL_PROTOCOL}`,
    `Coder-Session-Token: ${token}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The answer's head; what follows it stays in the socket, which is paused. */
function readHead(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let received = Buffer.alloc(0);
  const read = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf("\r\n\r\n");
    if (end === -1 && received.length <= MAX_HEAD_BYTES) return;
    socket.off("data", read).off("close", closed).pause();
    if (end === -1) return reject(new DialError("the answer is not HTTP", undefined));
    const rest = received.subarray(end + 4);
    if (rest.length > 0) socket.unshift(rest);
    resolve(received.toString("latin1", 0, end));
  };
  const closed = () => reject(new DialError("the connection closed before an answer", undefined));
  socket.on("data", read).once("close", closed);
  socket.on("error", (cause) => {
    reject(cause instanceof DialError ? cause : new DialError(cause.message, undefined, { cause }));
  });
  return promise;
}

function demandSwitch(head: string): void {
  const status = Number(/^HTTP\/1\.1 (\d{3})(?: |\r|$)/.exec(head)?.[1] ?? 0);
  if (status === 0) throw new DialError("the answer is not HTTP/1.1", undefined);
  const protocol = /^upgrade: *(\S+)/im.exec(head)?.[1]?.toLowerCase();
  if (status === 101 && protocol === TUNNEL_PROTOCOL) return;
  const what = status === 101 ? `protocol ${protocol}` : `status ${status}`;
  throw new DialError(`the upgrade was refused with ${what}`, status === 101 ? undefined : status);
}
