import { request as httpRequest } from "node:http";
import type { ClientRequest } from "node:http";
import type { Duplex } from "node:stream";
import { TUNNEL_PROTOCOL } from "../../wire/tunnel-settings.ts";
import { DialError } from "./dial-error.ts";
import { authorityOf } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";

const ANSWER_LIMIT_MS = 10_000;

/** Asks for the tunnel by HTTP Upgrade and returns the bare socket; throws DialError when there is no 101. */
export async function upgrade(endpoint: Endpoint, token: string, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  const request = await openRequest(endpoint, token);
  const abort = () => request.destroy(new DialError("the dial was given up", undefined));
  const timer = setTimeout(() => {
    request.destroy(new DialError(`no answer within ${ANSWER_LIMIT_MS} ms`, undefined));
  }, ANSWER_LIMIT_MS);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await upgraded(request);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

async function openRequest(endpoint: Endpoint, token: string): Promise<ClientRequest> {
  const request = endpoint.secure ? (await import("node:https")).request : httpRequest;
  return request({
    method: "GET",
    agent: false,
    path: endpoint.path,
    ...(endpoint.socketPath === undefined
      ? { host: endpoint.host, port: endpoint.port }
      : { socketPath: endpoint.socketPath }),
    headers: {
      Host: authorityOf(endpoint),
      Connection: "Upgrade",
      Upgrade: TUNNEL_PROTOCOL,
      "Coder-Session-Token": token,
    },
  });
}

function upgraded(request: ClientRequest): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  request.once("upgrade", (_response, socket, head) => {
    if (head.length > 0) socket.unshift(head);
    resolve(socket);
  });
  request.once("response", (response) => {
    reject(new DialError(`the upgrade was refused with status ${response.statusCode}`, response.statusCode));
    request.destroy();
  });
  request.on("error", (cause) => {
    reject(cause instanceof DialError ? cause : new DialError(cause.message, undefined, { cause }));
  });
  request.end();
  return promise;
}
