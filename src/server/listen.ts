import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { AppError } from "../wire/errors.ts";
import { bodyPatience } from "./body-patience.ts";
import { refuseAmbiguous } from "./refuse-ambiguous.ts";
import { sendWhole } from "./send-whole.ts";

/** Node's own request and response, for routes that hand them on. */
export interface NodeExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Says that the request's body may take as long as it goes on coming. */
  readonly takesLong: () => void;
}

/** Answers a request by itself and says so, or leaves it as it is, but for a body that it has read (`rawBody`). */
export type Direct = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  takesLong: () => void,
) => boolean | Promise<boolean>;

export interface Fetcher {
  readonly fetch: (request: Request, env: NodeExchange) => Response | Promise<Response>;
  /** Asked first, for the few requests that are worth a way of their own. */
  readonly direct?: Direct;
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Listening {
  /** Where users and workspaces reach the deployment, without a slash at its end. */
  readonly accessUrl: string;
  /** The TCP port that it took. */
  readonly port: number;
  /** Answers requests, also those that came before. */
  readonly serve: (app: Fetcher, onUpgrade: UpgradeListener) => void;
  /** Takes no further connections; those that are there go on. */
  readonly stop: () => void;
}

/** How long, in milliseconds, a client may take to send; who is slower is answered 408 and cut off. */
export interface Patience {
  readonly headersMs: number;
  /** For the body, unless its route lets it take long. */
  readonly requestMs: number;
}

const PATIENCE: Patience = { headersMs: 10_000, requestMs: 120_000 };

/** Requests in progress may take so long to finish once the deployment closes. */
const DRAIN_MS = 1000;

/** Opens the HTTP port; throws AppError conflict when it is taken. */
export async function listen(
  stack: AsyncDisposableStack,
  address: { readonly host: string; readonly port: number },
  accessUrl: string,
  patience = PATIENCE,
): Promise<Listening> {
  const ready = Promise.withResolvers<Fetcher>();
  const bodies = bodyPatience(patience.requestMs);
  const upgrades = Promise.withResolvers<UpgradeListener>();
  const answer = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = nodeOf(env);
      const exchange = { incoming, outgoing, takesLong: () => bodies.lift(incoming) };
      return await sendWhole(await (await ready.promise).fetch(request, exchange), exchange.outgoing);
    },
    { overrideGlobalObjects: false },
  );
  const take = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { direct } = await ready.promise;
    const isTaken = await direct?.(incoming, outgoing, () => bodies.lift(incoming));
    if (isTaken !== true) await answer(incoming, outgoing);
  };
  const server = createServer(serverOptions(patience), (request, response) => {
    bodies.begin(request, response);
    if (!refuseAmbiguous(request, response)) void take(request, response);
  });
  server.on("upgrade", (...args) => void upgrades.promise.then((onUpgrade) => onUpgrade(...args)));
  const sockets = openSockets(server);
  await bind(server, address);
  stack.defer(() => closeServer(server, sockets));
  return {
    accessUrl: accessUrl === "" ? urlOf(server, address.host) : accessUrl,
    port: addressOf(server).port,
    serve: (app, onUpgrade) => {
      ready.resolve(app);
      upgrades.resolve(onUpgrade);
    },
    stop: () => void server.close(),
  };
}

const serverOptions = ({ headersMs }: Patience) => ({
  keepAliveTimeout: 75_000,
  headersTimeout: headersMs,
  requestTimeout: 0,
  // Node looks for the slow at this interval.
  connectionsCheckingInterval: headersMs / 4,
});

/** Only Node's request and response are passed on to the routes. */
function nodeOf(env: object): Pick<NodeExchange, "incoming" | "outgoing"> {
  const [incoming, outgoing] = [Reflect.get(env, "incoming"), Reflect.get(env, "outgoing")];
  if (isIncoming(incoming) && outgoing instanceof ServerResponse) return { incoming, outgoing };
  throw new TypeError("not an HTTP/1.1 request");
}

const isIncoming = (value: unknown): value is IncomingMessage =>
  typeof value === "object" && value !== null && "httpVersionMajor" in value && value.httpVersionMajor === 1;

async function bind(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(bindError(error, host, port)));
    server.listen({ host: host.replaceAll(/[[\]]/g, ""), port }, resolve);
  });
}

function bindError(error: Error, host: string, port: number): AppError {
  const code = "code" in error ? error.code : "";
  const why = code === "EADDRINUSE" ? "another program listens there" : error.message;
  return new AppError("conflict", `cannot listen on ${host}:${port}: ${why}`, {
    cause: error,
    detail: "end that program, or choose another address with --http-address or CODER_HTTP_ADDRESS",
  });
}

function openSockets(server: Server): ReadonlySet<Duplex> {
  const sockets = new Set<Duplex>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

function urlOf(server: Server, host: string): string {
  const { port } = addressOf(server);
  const name = host === "0.0.0.0" || host === "[::]" ? "127.0.0.1" : host;
  return `http://${name}:${port}`;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return address;
}

async function closeServer(server: Server, sockets: ReadonlySet<Duplex>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const drained = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, DRAIN_MS);
  await closed;
  clearTimeout(drained);
}
