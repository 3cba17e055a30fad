import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { requestIdOf, responseIdOf } from "./parse-message.ts";
import type { LegacySession } from "./session-store.ts";

/** Repeats to a fresh server what the session's client has told. */
export interface Replay {
  /** Resolves when the server is where the session is. */
  readonly run: (receive: (message: JSONRPCMessage) => void) => Promise<void>;
  /** Takes what the server sends meanwhile; false once it is over. */
  readonly takes: (message: JSONRPCMessage) => boolean;
}

export function replayOf(session: LegacySession | undefined): Replay {
  let isOver = session === undefined;
  let answered: (() => void) | undefined;
  return {
    run: async (receive) => {
      for (const message of session === undefined ? [] : messagesOf(session)) {
        const answer = new Promise<void>((resolve) => (answered = resolve));
        receive(message);
        if (requestIdOf(message) !== undefined) await answer;
      }
      isOver = true;
    },
    takes: (message) => {
      if (!isOver && responseIdOf(message) !== undefined) answered?.();
      return !isOver;
    },
  };
}

function messagesOf(session: LegacySession): readonly JSONRPCMessage[] {
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
