import {
  InMemoryServerEventBus,
  createMcpHandler,
  isLegacyRequest,
  type AuthInfo,
  type McpHttpHandler,
  type McpServerFactory,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import type { CoderClient } from "../client/client.ts";
import type { Connector } from "../client/connector.ts";
import { fieldOf } from "../lib/field-of.ts";
import type { Selection } from "../tools/select-tools.ts";
import type { Tool } from "../tools/tool.ts";
import { parseWorkspaceFilter } from "../tools/workspace-filter.ts";
import type { RecordCall } from "./call-outcome.ts";
import { createCallStates, type StateKeys } from "./call-state.ts";
import type { CallOptions } from "./call-tool.ts";
import type { McpExtension } from "./mcp-extension.ts";
import { readHttpBody } from "./http-body.ts";
import { createLegacyLeg, type LegacyLeg } from "./legacy/legacy-leg.ts";
import type { SessionOwner, SessionStore } from "./legacy/session-store.ts";
import { createListCache, type ListCache } from "./list-cache.ts";
import { listVariant, selectionName } from "./list-variant.ts";
import type { Log } from "./log.ts";
import { logRequest } from "./log-request.ts";
import { createPlainLane, type PlainAnswer, type PlainHttp, type PlainLane } from "./plain/plain-lane.ts";
import { methodNotAllowed } from "./rpc-error.ts";
import { createServerFactory, narrowed, serverInfo } from "./server-factory.ts";
import { createSession } from "./session.ts";
import { createListenServer, type ListenServer } from "./subscriptions/serve-listen.ts";
import { KEPT_WITH_SESSION } from "./subscriptions/subscriptions.ts";
import { watchResources, type WatchAs } from "./subscriptions/watch-resources.ts";
import { stepUpChallenge, type CallerScopes } from "./step-up.ts";
import { toolboxOf } from "./toolbox.ts";

export interface McpHttpOptions {
  readonly version: string;
  readonly tools: readonly Tool[];
  readonly sessions: SessionStore;
  /** The same in every replica: they seal what a call that asks a person leaves with its client. */
  readonly stateKeys: StateKeys;
  /** Where a client learns how to get a token (RFC 9728). */
  readonly resourceMetadataUrl: string;
  readonly timeoutMs: number;
  /** Milliseconds between looks at the list of resources and the token of a subscriber; 15 s unless told otherwise. */
  readonly lookMs?: number;
  readonly log: Log;
  /** Tells clients of changed lists and resources; one of its own unless given. */
  readonly bus?: ServerEventBus;
  readonly extend?: McpExtension | undefined;
}

/** Who makes a request, as the guard in front has found out. */
export interface McpHttpCaller {
  /** Names the token, without telling it. */
  readonly key: string;
  readonly owner: SessionOwner;
  readonly scopes: CallerScopes;
  /** A client of the deployment that acts as this caller. */
  readonly client: () => CoderClient;
  /** Holds connections to workspaces open between calls; absent where there is nothing to hold. */
  readonly connector?: Connector;
  /** Coder's search syntax; narrows what this caller's tools see. */
  readonly filter?: string;
  /** Narrows the tools that this caller has. */
  readonly selects?: Selection;
  /** False once the caller's token is over; streams end then. */
  readonly isAuthenticated: () => Promise<boolean>;
  /** Told how many requests a batch has; throws AppError "rate_limited" when they are too many. */
  readonly admit?: (requests: number) => void;
  /** Told of every tool call and refusal before it is answered. */
  readonly record?: RecordCall;
  /** Told with the log line of the request. */
  readonly trace?: Readonly<Record<string, string>>;
}

export interface McpHttp {
  readonly fetch: (request: Request, caller: McpHttpCaller) => Promise<Response>;
  /** What answers a plain request at a fraction of the cost of `fetch`; undefined for one that `fetch` must answer. */
  readonly plain: (request: PlainHttp, caller: McpHttpCaller) => PlainAnswer | undefined;
  readonly close: () => Promise<void>;
}

const NO_FILTER = parseWorkspaceFilter("");

interface Endpoint extends McpHttpOptions {
  readonly modern: McpHttpHandler;
  readonly legacy: LegacyLeg;
  readonly listens: ListenServer;
  readonly lists: ListCache;
  readonly plain: PlainLane;
  /** What the calls of a request run with. */
  readonly calls: WeakMap<AuthInfo, CallOptions>;
}

/**
 * The deployment's MCP endpoint, for both eras of the protocol. It checks neither token, Host nor Origin; it is mounted
 * behind the guard that does.
 */
export function createMcpHttp(options: McpHttpOptions): McpHttp {
  const { sessions, log } = options;
  const onerror = (error: Error) => log("debug", "protocol error", { error });
  const bus = options.bus ?? new InMemoryServerEventBus(onerror);
  const lists = createListCache();
  const unsubscribe = bus.subscribe(lists.clear);
  const calls = new WeakMap<AuthInfo, CallOptions>();
  const factory = factoryOf(options, calls);
  const modern = createMcpHandler(factory, { legacy: "reject", onerror, bus });
  const watch = watchAs(options, calls);
  const legacy = createLegacyLeg({ factory, sessions, bus, lists, log, watch });
  const listens = createListenServer({ factory, bus, log, watch });
  const plain = plainLane(options, lists);
  const endpoint: Endpoint = { ...options, modern, legacy, listens, lists, plain, calls };
  return {
    plain: plain.take,
    fetch: async (request, caller) => {
      const began = performance.now();
      const read = request.method === "POST" ? await readHttpBody(request) : { value: undefined };
      const isRefused = read instanceof Response;
      const body = isRefused ? undefined : read.value;
      const response = isRefused ? read : await serve(endpoint, request, caller, body);
      const { method: httpMethod } = request;
      logRequest(log, caller, { httpMethod, body, status: response.status, began });
      return response;
    },
    close: async () => {
      unsubscribe();
      legacy.close();
      await listens.close();
      await modern.close();
    },
  };
}

function plainLane(options: McpHttpOptions, lists: ListCache): PlainLane {
  const { tools, version, stateKeys } = options;
  const states = createCallStates(stateKeys);
  const callOptions = (caller: McpHttpCaller) => callOptionsOf(options, caller);
  return createPlainLane({ tools, serverInfo: serverInfo(version), states, lists, callOptions });
}

function factoryOf(
  { version, tools, stateKeys, extend }: McpHttpOptions,
  calls: WeakMap<AuthInfo, CallOptions>,
): McpServerFactory {
  const toolbox = toolboxOf(tools);
  return createServerFactory({
    version,
    extend,
    stateKeys,
    subscriptions: KEPT_WITH_SESSION,
    toolbox: async () => toolbox,
    callOptions: ({ authInfo }) => {
      const found = authInfo === undefined ? undefined : calls.get(authInfo);
      if (found === undefined) throw new TypeError("an MCP request reached the server without its caller");
      return found;
    },
  });
}

/** Watches as the caller of a request, with the tools that they have. */
function watchAs({ tools, lookMs }: McpHttpOptions, calls: WeakMap<AuthInfo, CallOptions>): WatchAs {
  const all = toolboxOf(tools);
  return async (authInfo, watch, signal) => {
    const call = calls.get(authInfo);
    if (call === undefined) throw new TypeError("a subscription reached the server without its caller");
    const toolbox = narrowed(all, call.selects);
    await watchResources({ ...watch, session: await call.session(), toolbox, lookMs }, signal);
  };
}

async function serve(
  endpoint: Endpoint,
  request: Request,
  caller: McpHttpCaller,
  body: unknown,
): Promise<Response> {
  const { owner, scopes, selects, isAuthenticated } = caller;
  const { modern, legacy, listens, lists, resourceMetadataUrl } = endpoint;
  const authInfo: AuthInfo = { token: "", clientId: owner.clientId, scopes: [...scopes.granted] };
  endpoint.calls.set(authInfo, callOptionsOf(endpoint, caller));
  const tools = selects === undefined ? endpoint.tools : endpoint.tools.filter(selects);
  const selection = selectionName(tools);
  const known = { request, owner, authInfo, selection, isAuthenticated };
  if (request.method !== "POST")
    return isLegacyMethod(request) ? await legacy.fetch(known) : methodNotAllowed("POST");
  if (Array.isArray(body)) caller.admit?.(body.length);
  const refusal = await stepUpChallenge(body, { tools, scopes, resourceMetadataUrl, record: caller.record });
  if (refusal !== undefined) return refusal;
  if (await isLegacyRequest(request, body)) return await legacy.fetch({ ...known, body });
  if (fieldOf(body, "method") === "subscriptions/listen")
    return await listens.serve(request, { user: owner.userId, authInfo, isAuthenticated, body });
  const header = (name: string) => request.headers.get(name) ?? undefined;
  return await lists.answer(body, listVariant(header, selection), async () => {
    const response = await modern.fetch(request, { authInfo, parsedBody: body });
    return await endpoint.plain.learn({ body, header }, response);
  });
}

/** Sessions are read and ended with methods that the revision without sessions does not have. */
const isLegacyMethod = (request: Request): boolean =>
  request.headers.get("mcp-protocol-version") !== "2026-07-28";

function callOptionsOf({ timeoutMs, log }: McpHttpOptions, caller: McpHttpCaller): CallOptions {
  const filter = caller.filter === undefined ? NO_FILTER : parseWorkspaceFilter(caller.filter);
  return {
    user: caller.owner.userId,
    caller: `${caller.key} ${caller.filter ?? ""}`,
    timeoutMs,
    log,
    selects: caller.selects,
    record: caller.record,
    session: () => createSession(caller.client(), filter, caller.connector),
  };
}
