import type { Duplex } from "node:stream";
import { errnoOf } from "../errno.ts";
import { DialError } from "./dial-error.ts";
import { upgrade } from "./upgrade.ts";
import type { UpgradeRequest } from "./upgrade.ts";

/**
 * Connects to the deployment: HTTP Upgrade first, a WebSocket when something between refuses that. Throws DialError;
 * its status 401 means that the token is not valid (any more).
 */
export async function dial(request: UpgradeRequest, signal: AbortSignal): Promise<Duplex> {
  try {
    return (await upgrade(request, signal)).setKeepAlive(true, 30_000);
  } catch (error) {
    if (signal.aborted || !mayPassWebSocket(error)) throw error;
  }
  const { dialWebSocket } = await import("./dial-websocket.ts");
  return await dialWebSocket(request.endpoint, request.token, signal);
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
