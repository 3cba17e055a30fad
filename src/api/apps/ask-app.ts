import { request, type ClientRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import type { FoundApp } from "../../workspaces/find-app.ts";
import { openPort } from "../../workspaces/open-port.ts";
import type { AppAddress } from "./app-address.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";
import { headersForApp } from "./passed-headers.ts";

export interface AppCall {
  readonly incoming: IncomingMessage;
  readonly address: AppAddress;
  readonly found: FoundApp;
  readonly signal: AbortSignal;
}

/** Begins the request that the app gets, on a connection of its own; whoever calls sends the body and its end. */
export async function askApp(deps: WorkspaceDeps, call: AppCall): Promise<ClientRequest> {
  const { incoming, address, found, signal } = call;
  const plain = await openPort(deps.workspaces, found.agent, found.port, signal);
  const headers = headersForApp(incoming, address, deps.accessUrl);
  const hasLength = incoming.headers["transfer-encoding"] === undefined;
  return request({
    createConnection: () => (found.tls ? secured(plain) : plain),
    method: incoming.method,
    path: `${found.prefix}${address.rest}`,
    headers: {
      ...headers,
      ...(!hasLength && { "transfer-encoding": "chunked" }),
      ...(incoming.headers.upgrade !== undefined && {
        connection: "Upgrade",
        upgrade: incoming.headers.upgrade,
      }),
    },
    signal,
  });
}

/** Nobody vouches for the names of programs in a workspace, to which the tunnel leads already. */
const secured = (socket: Duplex): Duplex => connect({ socket, rejectUnauthorized: false });
