import { randomBytes } from "node:crypto";
import type {
  JSONRPCMessage,
  McpServer,
  MessageExtraInfo,
  Server,
  Transport,
} from "@modelcontextprotocol/server";
import { cancelledIdOf, requestIdOf, responseIdOf, type Id } from "./parse-message.ts";
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
  /** Ends it; requests that still run are aborted. */
  readonly close: () => void;
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
  const { server, session, extra, onMessage, onEnd } = options;
  const id = randomBytes(12).toString("base64url");
  const running = new Set<Id>();
  let isReplaying = true;
  let replayed: (() => void) | undefined;
  let isOver = false;
  const close = (): void => {
    if (isOver) return;
    isOver = true;
    transport.onclose?.();
    onEnd();
  };
  const settle = (requestId: Id | undefined): void => {
    if (requestId !== undefined && running.delete(requestId) && running.size === 0) close();
  };
  const transport: Transport = {
    // The server keeps the log level by it; the session's own id is nobody's business.
    ...(session !== undefined && { sessionId: session.key }),
    start: async () => undefined,
    close: async () => close(),
    send: async (message) => {
      if (isReplaying) return responseIdOf(message) === undefined ? undefined : replayed?.();
      if (isOver) return;
      await onMessage(toWireIds(id, message));
      settle(responseIdOf(message));
    },
  };
  const receive = (message: JSONRPCMessage): void => transport.onmessage?.(message, extra);
  await server.connect(transport);
  for (const message of session === undefined ? [] : replayOf(session)) {
    const answered = new Promise<void>((resolve) => (replayed = resolve));
    receive(message);
    if (requestIdOf(message) !== undefined) await answered;
  }
  isReplaying = false;
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
    close,
  };
}

/** The messages that bring a fresh server where the session is. */
function replayOf(session: LegacySession): readonly JSONRPCMessage[] {
  const { protocolVersion, capabilities, clientInfo, logLevel } = session;
  const initialize: JSONRPCMessage = {
    jsonrpc: "2.0",
    id: 0,
    method: "initialize",
    params: { protocolVersion, capabilities, clientInfo },
  };
  const initialized: JSONRPCMessage = { jsonrpc: "2.0", method: "notifications/initialized" };
  if (logLevel === undefined) return [initialize, initialized];
  const params = { level: logLevel };
  return [initialize, initialized, { jsonrpc: "2.0", id: 1, method: "logging/setLevel", params }];
}
