import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { RPC } from "../rpc-error.ts";
import { requestIdOf, responseIdOf } from "./parse-message.ts";
import type { LegacySession, SessionStore } from "./session-store.ts";

const MAX_URI_LENGTH = 2000;

type Change = (session: LegacySession, store: SessionStore) => Promise<boolean>;

/**
 * Keeps in the session what its requests change for later ones. The returned function looks at each message on its way
 * to the client; it turns a success that could not be kept into an error.
 */
export function rememberChanges(
  store: SessionStore,
  session: LegacySession,
  requests: readonly JSONRPCMessage[],
): (message: JSONRPCMessage) => Promise<JSONRPCMessage> {
  const changes = new Map(requests.map((request) => [requestIdOf(request), changeOf(request)]));
  return async (message) => {
    const id = responseIdOf(message);
    const change = id === undefined || !("result" in message) ? undefined : changes.get(id);
    if (id === undefined || change === undefined || (await change(session, store))) return message;
    const text = `uri: a session has up to 100 subscriptions, each to a URI of up to ${MAX_URI_LENGTH} characters`;
    return { jsonrpc: "2.0", id, error: { code: RPC.params, message: text } };
  };
}

function changeOf(request: JSONRPCMessage): Change | undefined {
  if (!("method" in request)) return undefined;
  const { uri, level } = { uri: request.params?.["uri"], level: request.params?.["level"] };
  if (request.method === "logging/setLevel" && typeof level === "string")
    return async ({ key }, store) => {
      await store.setLogLevel(key, level);
      return true;
    };
  if (typeof uri !== "string") return undefined;
  if (request.method === "resources/subscribe")
    return async ({ key }, store) => uri.length <= MAX_URI_LENGTH && (await store.subscribe(key, uri));
  if (request.method !== "resources/unsubscribe") return undefined;
  return async ({ key }, store) => {
    await store.unsubscribe(key, uri);
    return true;
  };
}
