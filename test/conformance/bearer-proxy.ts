import { once } from "node:events";
import {
  createServer,
  request as send,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

const MCP_PATH = "/api/experimental/mcp/";

export interface BearerProxy extends AsyncDisposable {
  /** Has the host name `localhost`, which the suite's rebinding scenario wants. */
  readonly url: string;
  readonly forward: (target: Target) => void;
}

interface Target {
  readonly port: number;
  /** Given to requests to the MCP endpoint. */
  readonly token: () => string;
}

/**
 * Adds a token to every request to the MCP endpoint, because the suite cannot log in; all else passes as it is: Host, Origin, bodies,
 * streams, and a client that hangs up.
 */
export async function bearerProxy(): Promise<BearerProxy> {
  const target = Promise.withResolvers<Target>();
  const server = createServer((incoming, response) => {
    void target.promise.then((to) => pass(incoming, response, to));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    forward: (to) => target.resolve(to),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function pass(incoming: IncomingMessage, response: ServerResponse, { port, token }: Target): void {
  const headers: OutgoingHttpHeaders = { ...incoming.headers };
  if (incoming.url?.startsWith(MCP_PATH)) headers["authorization"] ??= `Bearer ${token()}`;
  const upstream = send({
    host: "127.0.0.1",
    port,
    method: incoming.method,
    path: incoming.url,
    headers,
  });
  upstream.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.on("error", () => response.destroy()).pipe(response);
  });
  upstream.on("error", () => response.destroy());
  response.on("close", () => upstream.destroy());
  incoming.pipe(upstream);
}
