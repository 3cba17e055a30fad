import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { z } from "zod";
import { RPC, rpcError } from "../rpc-error.ts";
import { requestIdOf } from "./parse-message.ts";
import type { SessionOpening } from "./session-store.ts";

const MAX_CAPABILITIES = 16 * 1024;
const MAX_NAME = 256;

const name = z.string().transform((text) => text.slice(0, MAX_NAME));

const request = z.object({
  params: z.object({
    capabilities: z.record(z.string(), z.unknown()),
    clientInfo: z.object({ name, version: name }),
  }),
});

const response = z.object({ result: z.object({ protocolVersion: z.string() }) });

export const isInitialize = (message: JSONRPCMessage): boolean =>
  "method" in message && message.method === "initialize" && "id" in message;

/** Refuses what a session could not keep: capabilities of more than 16 KiB. */
export function checkInitialize(message: JSONRPCMessage): Response | undefined {
  const asked = request.safeParse(message);
  if (!asked.success || JSON.stringify(asked.data.params.capabilities).length <= MAX_CAPABILITIES)
    return undefined;
  const text = `capabilities: must have at most ${MAX_CAPABILITIES} characters as JSON`;
  return rpcError(400, text, { id: requestIdOf(message), code: RPC.params });
}

/** What the session is to keep; undefined when the server refused to initialize. */
export function openingOf(asked: JSONRPCMessage, answered: unknown): SessionOpening | undefined {
  const [opening, agreed] = [request.safeParse(asked), response.safeParse(answered)];
  if (!opening.success || !agreed.success) return undefined;
  return { ...opening.data.params, protocolVersion: agreed.data.result.protocolVersion };
}
