import { SERVER_INFO_META_KEY } from "@modelcontextprotocol/server";
import { fieldOf } from "../../lib/field-of.ts";
import { isJson } from "../../lib/is-json.ts";
import type { Selection } from "../../tools/select-tools.ts";
import type { Tool } from "../../tools/tool.ts";
import type { CallStates } from "../call-state.ts";
import type { RecordCall } from "../call-outcome.ts";
import { callTool, type CallOptions } from "../call-tool.ts";
import type { McpHttpCaller } from "../http.ts";
import type { ListCache } from "../list-cache.ts";
import type { RequestFacts } from "../request-facts.ts";
import { listVariant, selectionName } from "../list-variant.ts";
import { readPlain, type HeaderOf, type PlainRequest } from "./read-plain.ts";

/** So many different `_meta` are remembered; the oldest are forgotten. */
const MAX_METAS = 256;

export interface PlainLaneOptions {
  readonly tools: readonly Tool[];
  readonly serverInfo: Readonly<Record<string, string>>;
  readonly states: CallStates;
  readonly lists: ListCache;
  readonly callOptions: (caller: McpHttpCaller) => CallOptions;
}

/** A POST to the endpoint whose body has been read. */
export interface PlainHttp {
  readonly body: unknown;
  readonly header: HeaderOf;
}

/** What a call runs with. */
export interface PlainRun {
  /** Fires when the client goes away. */
  readonly signal: AbortSignal;
  readonly record: RecordCall;
}

/** A whole answer, or the call that makes one. */
export type PlainAnswer =
  | { readonly known: Buffer }
  | { readonly known?: undefined; readonly call: (run: PlainRun) => Promise<string> };

/** Answers plain requests without the SDK, and as the SDK would. */
export interface PlainLane {
  /** What answers the request, not begun yet; undefined for one that the SDK must see. */
  readonly take: (request: PlainHttp, caller: McpHttpCaller) => PlainAnswer | undefined;
  /** Shown what the SDK answered to a request; hands the answer on. */
  readonly learn: (request: PlainHttp, response: Response) => Promise<Response>;
}

/**
 * Takes only requests whose `_meta` the SDK has accepted before, to tools that the caller has and may use; so what the
 * SDK and the step-up refuse stays refused by them.
 */
export function createPlainLane(options: PlainLaneOptions): PlainLane {
  const { tools, lists } = options;
  const metas = new Set<string>();
  const all = selectionName(tools);
  const names = new WeakMap<Selection, string>();
  const nameOf = (selects: Selection): string => {
    const name = names.get(selects) ?? selectionName(tools.filter(selects));
    names.set(selects, name);
    return name;
  };
  return {
    learn: async ({ body, header }, response) => {
      const request = readPlain(body, header);
      if (request === undefined || !response.ok || !isJson(response)) return response;
      const text = await response.text();
      if (text.startsWith('{"result":')) remember(metas, request.meta);
      return new Response(text, response);
    },
    take: ({ body, header }, caller) => {
      const request = readPlain(body, header);
      if (request === undefined || !metas.has(request.meta)) return undefined;
      if (request.method === "tools/call") return callOf(options, request, caller);
      const { selects } = caller;
      const selection = selects === undefined ? all : nameOf(selects);
      const asked = { id: request.id, params: `{"_meta":${request.meta}}` };
      const known = lists.recall(asked, listVariant(header, selection));
      return known && { known };
    },
  };
}

function remember(metas: Set<string>, meta: string): void {
  const [oldest] = metas;
  if (metas.size >= MAX_METAS && oldest !== undefined) metas.delete(oldest);
  metas.add(meta);
}

function callOf(
  options: PlainLaneOptions,
  request: PlainRequest,
  caller: McpHttpCaller,
): PlainAnswer | undefined {
  const { params, abilities } = request;
  const { selects, scopes } = caller;
  const tool = options.tools.find(({ name }) => name === fieldOf(params, "name"));
  const isFree = tool?.scopes.every((scope) => scopes.covers(scope)) === true && selects?.(tool) !== false;
  // Who follows tasks may get one as the result.
  if (!isFree || abilities.tasks) return undefined;
  const calls = options.callOptions(caller);
  return {
    call: async ({ signal, record }) =>
      await callPlain(options, { tool, request, signal, calls: { ...calls, record } }),
  };
}

interface PlainCall {
  readonly tool: Tool;
  readonly request: PlainRequest;
  readonly calls: CallOptions;
  readonly signal: AbortSignal;
}

async function callPlain(options: PlainLaneOptions, call: PlainCall): Promise<string> {
  const { tool, request, signal } = call;
  const result = await callTool(call.calls, {
    tool,
    args: fieldOf(request.params, "arguments"),
    context: factsOf(signal),
    states: options.states,
    canAsk: request.abilities.forms,
    follows: false,
  });
  const whole = {
    ...result,
    resultType: result.resultType ?? "complete",
    _meta: { [SERVER_INFO_META_KEY]: options.serverInfo },
  };
  return JSON.stringify({ result: whole, jsonrpc: "2.0", id: request.id });
}

/** A plain request has no progress token, and no state of an earlier round. */
const factsOf = (signal: AbortSignal): RequestFacts => ({
  mcpReq: { signal, notify: async () => undefined, requestState: () => undefined },
});
