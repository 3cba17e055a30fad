import {
  createMcpHandler,
  InMemoryServerEventBus,
  ProtocolErrorCode,
  type AuthInfo,
  type McpServerFactory,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import { fieldOf } from "../../lib/field-of.ts";
import type { Log } from "../log.ts";
import { listenFilter, type ListenFilter } from "./listen-filter.ts";
import { MAX_SUBSCRIPTIONS } from "./subscriptions.ts";
import type { WatchAs } from "./watch-resources.ts";

const MAX_STREAMS = 20;

export interface Listener {
  /** Whose streams are counted together. */
  readonly user: string;
  readonly authInfo: AuthInfo;
  readonly isAuthenticated: () => Promise<boolean>;
  /** The request, as JSON. */
  readonly body: unknown;
}

export interface ListenServer {
  readonly serve: (request: Request, listener: Listener) => Promise<Response>;
  readonly close: () => Promise<void>;
}

export interface ListenOptions {
  readonly factory: McpServerFactory;
  /** What it tells concerns every stream. */
  readonly bus: ServerEventBus;
  readonly log: Log;
  readonly watch: WatchAs;
}

/**
 * Serves `subscriptions/listen` over HTTP. Each stream has events of its own, of what its caller may see; it ends with
 * its client, with its caller's token, or with the server.
 */
export function createListenServer(options: ListenOptions): ListenServer {
  const open = new Map<AbortController, { readonly user: string; readonly end: () => Promise<void> }>();
  const streamsOf = (user: string) => [...open.values()].filter((stream) => stream.user === user).length;
  let isClosed = false;
  return {
    serve: async (request, listener) => {
      const { body, user } = listener;
      const filter = listenFilter(fieldOf(body, "params"));
      if (filter.uris.length > MAX_SUBSCRIPTIONS || streamsOf(user) >= MAX_STREAMS)
        return tooMany(fieldOf(body, "id"));
      const over = new AbortController();
      const bus = busUntil(over.signal, options.bus);
      const handler = createMcpHandler(options.factory, { bus, legacy: "reject" });
      // The last word of the stream is written before its watch ends.
      const end = () => handler.close().finally(() => over.abort());
      open.set(over, { user, end });
      over.signal.addEventListener("abort", () => open.delete(over));
      request.signal.addEventListener("abort", () => over.abort());
      const response = await handler.fetch(request, { authInfo: listener.authInfo, parsedBody: body });
      const stream = streamOf(response);
      if (request.signal.aborted || stream === undefined) over.abort();
      if (stream === undefined) return response;
      void follow(options, { listener, filter, bus, over }).finally(end);
      if (isClosed) void end();
      return new Response(untilOver(stream, over), response);
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...open.values()].map(({ end }) => end()));
    },
  };
}

/** A bus of one stream, which also has what is told to all. */
function busUntil(over: AbortSignal, all: ServerEventBus): InMemoryServerEventBus {
  const bus = new InMemoryServerEventBus();
  over.addEventListener(
    "abort",
    all.subscribe((event) => bus.publish(event)),
  );
  return bus;
}

interface Stream {
  readonly listener: Listener;
  readonly filter: ListenFilter;
  readonly bus: InMemoryServerEventBus;
  readonly over: AbortController;
}

/** Resolves when the stream is over, or the token. */
async function follow({ log, watch }: ListenOptions, { listener, filter, bus, over }: Stream): Promise<void> {
  const news = {
    updated: (uri: string) => bus.publish({ kind: "resource_updated", uri }),
    listChanged: () => bus.publish({ kind: "resources_list_changed" }),
  };
  try {
    const { authInfo, isAuthenticated } = listener;
    await watch(authInfo, { ...filter, isAuthenticated, news }, over.signal);
  } catch (error) {
    log("error", "a subscription broke", { error });
  }
}

/** Only an answer that is a stream stays open. */
const streamOf = (response: Response): ReadableStream<Uint8Array> | undefined =>
  response.headers.get("content-type")?.startsWith("text/event-stream") === true
    ? (response.body ?? undefined)
    : undefined;

/** The same stream; `over` fires when it has ended or nobody reads it any more. */
function untilOver(stream: ReadableStream<Uint8Array>, over: AbortController): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      over.abort();
      controller.close();
    },
    cancel: async (reason) => {
      over.abort();
      await reader.cancel(reason);
    },
  });
}

function tooMany(id: unknown): Response {
  const message = `too many subscriptions: a user may have ${MAX_STREAMS} streams of ${MAX_SUBSCRIPTIONS} resources each`;
  const error = { code: ProtocolErrorCode.InternalError, message };
  return Response.json({ jsonrpc: "2.0", id: id ?? null, error });
}
