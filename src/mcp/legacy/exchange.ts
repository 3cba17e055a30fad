import { randomBytes } from "node:crypto";
import type {
  JSONRPCMessage,
  McpServer,
  MessageExtraInfo,
  Server,
  Transport,
} from "@modelcontextprotocol/server";
import { RPC } from "../rpc-error.ts";
import { cancelledIdOf, requestIdOf, responseIdOf, type Id } from "./parse-message.ts";
import { replayOf } from "./replay.ts";
import type { LegacySession } from "./session-store.ts";
import { fromWireIds, toWireIds } from "./wire-ids.ts";

/** What a server does for the requests of one POST. */
export interface Exchange {
  readonly id: string;
  /** Hands the POST's messages to the server. */
  readonly start: (messages: readonly JSONRPCMessage[]) => void;
  readonly runs: (requestId: Id) => boolean;
  /** Hands it what another POST brought: an answer to its question, or a cancellation. */
  readonly deliver: (message: JSONRPCMessage) => void;
  /** Ends it; requests that still run are aborted, and answered with an error. */
  readonly close: () => Promise<void>;
}

export interface ExchangeOptions {
  /** Fresh, and of no other exchange. */
  readonly server: McpServer | Server;
  /** Undefined while there is none. */
  readonly session: LegacySession | undefined;
  readonly extra: MessageExtraInfo;
  /** Takes everything that the server sends. */
  readonly onMessage: (message: JSONRPCMessage) => void | Promise<void>;
  /** Called once, when every request has its response or is canceled. */
  readonly onEnd: () => void;
}

/** Connects a server to the messages of one POST, in the state in which the session's `initialize` left it. */
export async function openExchange(options: ExchangeOptions): Promise<Exchange> {
  const { server, session, extra } = options;
  const id = randomBytes(12).toString("base64url");
  const running = new Set<Id>();
  const replay = replayOf(session);
  const settle = (requestId: Id | undefined): void => {
    if (requestId !== undefined && running.delete(requestId) && running.size === 0) void transport.close();
  };
  const transport = transportOf(options, async (message) => {
    if (replay.takes(message)) return;
    await options.onMessage(toWireIds(id, message));
    settle(responseIdOf(message));
  });
  const receive = (message: JSONRPCMessage): void => transport.onmessage?.(message, extra);
  await server.connect(transport);
  await replay.run(receive);
  return {
    id,
    start: (messages) => {
      for (const requestId of messages.map(requestIdOf)) if (requestId !== undefined) running.add(requestId);
      messages.forEach(receive);
    },
    runs: (requestId) => running.has(requestId),
    deliver: (message) => {
      receive(fromWireIds(message));
      // The server sends no response to a request that was canceled.
      settle(cancelledIdOf(message));
    },
    close: async () => {
      // Without an answer a client would wait for one until its own time is over.
      await Promise.all([...running].map(async (requestId) => await options.onMessage(shutDown(requestId))));
      await transport.close();
    },
  };
}

const shutDown = (id: Id): JSONRPCMessage => ({
  jsonrpc: "2.0",
  id,
  error: { code: RPC.refused, message: "the server shuts down; what the call began in a workspace goes on" },
});

/** Everything that the server sends goes to the POST, whatever it is related to. */
function transportOf(
  { session, onEnd }: ExchangeOptions,
  send: (message: JSONRPCMessage) => Promise<void>,
): Transport {
  let isOver = false;
  const transport: Transport = {
    // The server keeps the log level by it; the session's own id is nobody's business.
    ...(session !== undefined && { sessionId: session.key }),
    start: async () => undefined,
    send: async (message) => {
      if (!isOver) await send(message);
    },
    close: async () => {
      if (isOver) return;
      isOver = true;
      transport.onclose?.();
      onEnd();
    },
  };
  return transport;
}
