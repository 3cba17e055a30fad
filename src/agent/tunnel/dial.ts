import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { errnoOf } from "../errno.ts";
import { DialError } from "./dial-error.ts";
import { endpointOf } from "./endpoint.ts";
import { upgrade } from "./upgrade.ts";

/**
 * Connects to the deployment: HTTP Upgrade first, a WebSocket when something between refuses that. Throws DialError;
 * its status 401 means that the token is not valid (any more).
 */
export async function dial(url: string, token: string, signal: AbortSignal): Promise<Duplex> {
  const endpoint = endpointOf(url);
  try {
    const socket = await upgrade(endpoint, token, signal);
    if (socket instanceof Socket) socket.setNoDelay(true).setKeepAlive(true, 30_000).setTimeout(0);
    return socket;
  } catch (error) {
    if (signal.aborted || !mayPassWebSocket(error)) throw error;
  }
  const { dialWebSocket } = await import("./dial-websocket.ts");
  return await dialWebSocket(endpoint, token, signal);
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
]);

function mayPassWebSocket(error: unknown): boolean {
  if (!(error instanceof DialError)) return false;
  if (error.status !== undefined) return error.status !== 401 && error.status !== 403;
  return !UNREACHABLE.has(errnoOf(error.cause) ?? "");
}
