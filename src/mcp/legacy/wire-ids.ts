import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { cancelledIdOf, progressTokenOf, requestIdOf, responseIdOf } from "./parse-message.ts";

const WIRE_ID = /^(?<exchange>[A-Za-z0-9_-]{16})\.(?<id>\d{1,9})$/;

/**
 * A server numbers the requests that it sends from 0, and there is one server an exchange. On the wire these ids carry
 * the exchange's random name, so that they are unique in a session on all replicas, and an answer finds its call.
 */
export function toWireIds(exchange: string, message: JSONRPCMessage): JSONRPCMessage {
  if (!("method" in message)) return message;
  const name = (id: unknown): string => `${exchange}.${String(id)}`;
  const cancelled = cancelledIdOf(message);
  if (cancelled !== undefined) return withParams(message, { requestId: name(cancelled) });
  const id = requestIdOf(message);
  if (id === undefined || !("id" in message)) return message;
  const { _meta: meta } = message.params ?? {};
  const named = { ...message, id: name(id) };
  if (meta?.progressToken === undefined) return named;
  return withParams(named, { _meta: { ...meta, progressToken: name(meta.progressToken) } });
}

/** The exchange that a client's answer, or its progress on a question, is for; undefined for other messages. */
export function exchangeOf(message: JSONRPCMessage): string | undefined {
  const id = responseIdOf(message) ?? progressTokenOf(message);
  return WIRE_ID.exec(String(id))?.groups?.["exchange"];
}

/** Gives such a message the id that its server knows. */
export function fromWireIds(message: JSONRPCMessage): JSONRPCMessage {
  const id = WIRE_ID.exec(String(responseIdOf(message) ?? progressTokenOf(message)))?.groups?.["id"];
  if (id === undefined) return message;
  if ("method" in message) return withParams(message, { progressToken: Number(id) });
  return { ...message, id: Number(id) };
}

function withParams<M extends { readonly params?: object | undefined }>(message: M, params: object): M {
  return { ...message, params: { ...message.params, ...params } };
}
