import {
  DEFAULT_NEGOTIATED_PROTOCOL_VERSION,
  SUPPORTED_PROTOCOL_VERSIONS,
  type AuthInfo,
  type JSONRPCMessage,
  type McpServerFactory,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import type { WatchAs } from "../subscriptions/watch-resources.ts";
import type { ListCache } from "../list-cache.ts";
import type { Log } from "../log.ts";
import { methodNotAllowed, rpcError } from "../rpc-error.ts";
import { createAnswer } from "./answer.ts";
import { openExchange } from "./exchange.ts";
import { createExchanges, type Exchanges } from "./exchanges.ts";
import { checkInitialize, isInitialize, openingOf } from "./initialize.ts";
import { createListenStreams, type ListenStreams } from "./listen-streams.ts";
import { requestIdOf } from "./parse-message.ts";
import { readMessages } from "./read-messages.ts";
import { rememberChanges } from "./remember.ts";
import type { LegacySession, SessionOwner, SessionStore } from "./session-store.ts";

export interface LegacyLegOptions {
  readonly factory: McpServerFactory;
  readonly sessions: SessionStore;
  readonly bus: ServerEventBus;
  readonly lists: ListCache;
  readonly log: Log;
  readonly watch: WatchAs;
}

/** A request of a revision with `initialize`, from a caller who is known. */
export interface LegacyRequest {
  readonly request: Request;
  readonly owner: SessionOwner;
  readonly authInfo: AuthInfo;
  /** Names the tools that the caller has. */
  readonly selection: string;
  /** Of a POST, as JSON. */
  readonly body?: unknown;
  /** False once the caller's token is over. */
  readonly isAuthenticated: () => Promise<boolean>;
}

export interface LegacyLeg {
  readonly fetch: (request: LegacyRequest) => Promise<Response>;
  readonly close: () => void;
}

interface Leg extends LegacyLegOptions {
  readonly exchanges: Exchanges;
  readonly streams: ListenStreams;
}

const SESSION_HEADER = "Mcp-Session-Id";
const VERSION_HEADER = "MCP-Protocol-Version";

/**
 * Serves the revisions from 2024-11-05 to 2025-11-25 over Streamable HTTP. A server is made for each POST and brought
 * where the stored session is, so nothing of a session is kept in memory but what runs or streams at the moment.
 */
export function createLegacyLeg(options: LegacyLegOptions): LegacyLeg {
  const { sessions, bus, log, watch } = options;
  const leg: Leg = {
    ...options,
    exchanges: createExchanges(sessions),
    streams: createListenStreams({ sessions, bus, log, watch }),
  };
  return {
    fetch: async (request) => await serve(leg, request),
    close: () => {
      leg.streams[Symbol.dispose]();
      leg.exchanges[Symbol.dispose]();
    },
  };
}

async function serve(leg: Leg, legacy: LegacyRequest): Promise<Response> {
  const { request, owner, body } = legacy;
  const { method, headers } = request;
  const id = headers.get(SESSION_HEADER);
  if (method !== "POST" && (id === null || !["GET", "DELETE"].includes(method)))
    return methodNotAllowed(id === null ? "POST" : "GET, POST, DELETE");
  const refusal = checkAccept(request) ?? checkVersion(request);
  if (refusal !== undefined) return refusal;
  if (method === "POST" && isInitializeBody(body)) return await initialize(leg, legacy);
  const session = id === null ? undefined : await leg.sessions.find(owner, id);
  if (id !== null && session === undefined) return sessionNotFound();
  if (method === "POST") return await post(leg, legacy, session);
  if (id === null || session === undefined) return sessionNotFound();
  if (method === "GET") return await leg.streams.open(legacy, id, session);
  return (await leg.sessions.end(owner, id)) ? new Response(null, { status: 204 }) : sessionNotFound();
}

const sessionNotFound = (): Response =>
  rpcError(404, "Session not found; initialize again", { code: -32_001 });

const isInitializeBody = (body: unknown): boolean =>
  Object(body).method === "initialize" && !Array.isArray(body);

/** The client must take what it may be answered with. */
function checkAccept({ method, headers }: Request): Response | undefined {
  const wanted = { POST: ["application/json", "text/event-stream"], GET: ["text/event-stream"] };
  const types = method === "POST" || method === "GET" ? wanted[method] : [];
  const accept = headers.get("accept") ?? "";
  if (accept.includes("*/*") || types.every((type) => accept.includes(type))) return undefined;
  return rpcError(406, `Not Acceptable: Accept must list ${types.join(" and ")}`);
}

function checkVersion({ headers }: Request): Response | undefined {
  const version = headers.get(VERSION_HEADER);
  if (version === null || SUPPORTED_PROTOCOL_VERSIONS.includes(version)) return undefined;
  const accepted = SUPPORTED_PROTOCOL_VERSIONS.join(", ");
  return rpcError(
    400,
    `Bad Request: Unsupported protocol version: ${version} (supported versions: ${accepted})`,
  );
}

async function initialize(leg: Leg, legacy: LegacyRequest): Promise<Response> {
  const messages = readMessages(legacy.body, DEFAULT_NEGOTIATED_PROTOCOL_VERSION);
  if (messages instanceof Response) return messages;
  const [message] = messages;
  if (message === undefined || !isInitialize(message)) return await post(leg, legacy, undefined);
  const refusal = checkInitialize(message);
  if (refusal !== undefined) return refusal;
  const response = await run(leg, legacy, { messages });
  const opening = openingOf(message, await response.clone().json());
  if (opening !== undefined)
    response.headers.set(SESSION_HEADER, await leg.sessions.create(legacy.owner, opening));
  return response;
}

async function post(leg: Leg, legacy: LegacyRequest, session: LegacySession | undefined): Promise<Response> {
  const { body, request } = legacy;
  const version =
    session?.protocolVersion ?? request.headers.get(VERSION_HEADER) ?? DEFAULT_NEGOTIATED_PROTOCOL_VERSION;
  const messages = readMessages(body, version);
  if (messages instanceof Response) return messages;
  for (const message of messages)
    if (session !== undefined && requestIdOf(message) === undefined)
      await leg.exchanges.route(session.key, message);
  const requests = messages.filter((message) => requestIdOf(message) !== undefined);
  if (requests.length === 0) return new Response(null, { status: 202 });
  const variant = [version, legacy.selection, JSON.stringify(session?.capabilities)].join("\n");
  return await leg.lists.answer(body, variant, () =>
    run(leg, legacy, { messages: requests, session, isBatch: Array.isArray(body) }),
  );
}

interface Run {
  /** Requests only. */
  readonly messages: readonly JSONRPCMessage[];
  readonly session?: LegacySession | undefined;
  readonly isBatch?: boolean;
}

/** Has a server answer requests. A client that goes away cancels nothing: these revisions have a message for that. */
async function run(leg: Leg, { request, authInfo }: LegacyRequest, work: Run): Promise<Response> {
  const { messages, session, isBatch = false } = work;
  const answer = createAnswer(isBatch);
  const keep = session === undefined ? undefined : rememberChanges(leg.sessions, session, messages);
  let forget: (() => void) | undefined;
  const exchange = await openExchange({
    server: await leg.factory({ era: "legacy", authInfo, requestInfo: request }),
    session,
    extra: { authInfo, request },
    onMessage: async (message) => answer.send(keep === undefined ? message : await keep(message)),
    onEnd: () => {
      forget?.();
      answer.end();
    },
  });
  if (session !== undefined) forget = leg.exchanges.add(session.key, exchange);
  exchange.start(messages);
  return await answer.response;
}
