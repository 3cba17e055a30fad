import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { GatewayValues } from "../../config/gateway-settings.ts";
import { MCP_PATH } from "../../wire/mcp-path.ts";
import { listen, type Fetcher } from "../listen.ts";
import { serveTarget } from "./serve-target.ts";
import { publicUrlOf, servedAt, type Target } from "./target.ts";

export interface GatewayOptions {
  readonly targets: readonly Target[];
  readonly settings: GatewayValues;
  readonly log: Logger;
  /** Milliseconds since the epoch, for how long tokens are remembered. */
  readonly now?: () => number;
}

export interface Gateway {
  readonly accessUrl: string;
  /** The TCP port it listens on, whatever the access URL says. */
  readonly port: number;
  /** The endpoint of each deployment, in the order of the targets. */
  readonly endpoints: readonly { readonly mcpUrl: string; readonly deployment: string }[];
  /** Ends streams and calls; commands in workspaces go on. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the remote MCP endpoint for deployments that need nothing of ours: each is asked with its users' own tokens, and
 * nothing is stored. Throws AppError "conflict" when the address is taken.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { targets, settings, log, now = Date.now } = options;
  await using stack = new AsyncDisposableStack();
  const http = await listen(stack, settings.httpAddress, settings.accessUrl);
  const { accessUrl, port } = http;
  const served = targets.map((target) => {
    const publicUrl = publicUrlOf(target, accessUrl);
    const deploymentLog = log.child({ deployment: target.url });
    const app = serveTarget(stack, { target, publicUrl, settings, now, log: deploymentLog });
    return { host: target.host, deployment: target.url, mcpUrl: `${publicUrl}${MCP_PATH}`, app };
  });
  http.serve(front(served), refuseUpgrade);
  stack.defer(http.stop);
  const closing = stack.move();
  return { accessUrl, port, endpoints: served, close: async () => await closing.disposeAsync() };
}

/** Hands a request to the deployment of its host. */
function front(served: readonly (Pick<Target, "host"> & { readonly app: Fetcher })[]): Fetcher {
  return {
    fetch: (request, env) => {
      const url = new URL(request.url);
      if (url.pathname === "/healthz") return new Response("OK\n");
      return servedAt(served, url)?.app.fetch(request, env) ?? unknownHost(url.host);
    },
  };
}

function unknownHost(host: string): Response {
  const message = `No deployment is served under the host ${host}.`;
  return Response.json({ message, code: "not_found" }, { status: 404 });
}

/** Nothing here is a WebSocket. */
function refuseUpgrade(_: unknown, socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}
