import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { RPC, rpcError } from "../rpc-error.ts";
import { parseMessage, requestIdOf } from "./parse-message.ts";

const MAX_BATCH = 100;
/** The only revision that has batches. */
const BATCH_REVISION = "2025-03-26";

/** The messages of a body, or the answer that refuses it; `version` is the session's revision. */
export function readMessages(body: unknown, version: string): readonly JSONRPCMessage[] | Response {
  if (!Array.isArray(body)) return parseAll([body]);
  if (version !== BATCH_REVISION)
    return refuse(`a batch is accepted by revision ${BATCH_REVISION} only; this session has ${version}`);
  if (body.length === 0 || body.length > MAX_BATCH)
    return refuse(`a batch has 1 to ${MAX_BATCH} messages; this one has ${body.length}`);
  const messages = parseAll(body);
  if (messages instanceof Response) return messages;
  if (messages.some((message) => "method" in message && message.method === "initialize"))
    return refuse("initialize must not be part of a batch");
  const ids = messages.map(requestIdOf).filter((id) => id !== undefined);
  return new Set(ids).size === ids.length
    ? messages
    : refuse("the requests of a batch must differ in their ids");
}

function parseAll(values: readonly unknown[]): readonly JSONRPCMessage[] | Response {
  try {
    return values.map(parseMessage);
  } catch {
    return refuse("the body must be a JSON-RPC 2.0 message");
  }
}

const refuse = (why: string): Response => rpcError(400, `Invalid Request: ${why}`, { code: RPC.request });
