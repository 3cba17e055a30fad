import type { IncomingMessage } from "node:http";
import type { RequestOrigin } from "../wire/audit-log.ts";

/** From where a request came, as the audit log keeps it; calls in process come from nowhere. */
export const originOf = (requestId: string, incoming: IncomingMessage | undefined): RequestOrigin => ({
  requestId,
  ip: incoming?.socket.remoteAddress ?? "",
  userAgent: incoming?.headers["user-agent"] ?? "",
});
