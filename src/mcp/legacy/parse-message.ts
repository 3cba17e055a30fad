import { parseJSONRPCMessage, type JSONRPCMessage } from "@modelcontextprotocol/server";

/** Reads one JSON-RPC message; throws for anything else. */
export function parseMessage(value: unknown): JSONRPCMessage {
  return parseJSONRPCMessage(value);
}

export type Id = string | number;

/** The id of a request; undefined for notifications and responses. */
export function requestIdOf(message: JSONRPCMessage): Id | undefined {
  return "method" in message && "id" in message ? message.id : undefined;
}

/** The id of the request that a response answers; undefined for other messages. */
export function responseIdOf(message: JSONRPCMessage): Id | undefined {
  return "method" in message ? undefined : message.id;
}

/** The request that a `notifications/cancelled` is about. */
export function cancelledIdOf(message: JSONRPCMessage): Id | undefined {
  if (!("method" in message) || message.method !== "notifications/cancelled") return undefined;
  const id = message.params?.["requestId"];
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

/** The token of a `notifications/progress`. */
export function progressTokenOf(message: JSONRPCMessage): Id | undefined {
  if (!("method" in message) || message.method !== "notifications/progress") return undefined;
  const token = message.params?.["progressToken"];
  return typeof token === "string" || typeof token === "number" ? token : undefined;
}
