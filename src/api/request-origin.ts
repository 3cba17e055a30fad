import type { IncomingMessage } from "node:http";
import type { RequestScope } from "../lib/request-scope.ts";
import type { RequestOrigin } from "../wire/audit-log.ts";

/** From where a request came, as the audit log keeps it; calls in process come from nowhere. */
export const originOf = (requestId: string, incoming: IncomingMessage | undefined): RequestOrigin => ({
  requestId,
  ip: incoming?.socket.remoteAddress ?? "",
  userAgent: incoming?.headers["user-agent"] ?? "",
});

/** What a request carries through this process; its place is filled in on the way. */
export const scopeOf = (requestId: string, incoming: IncomingMessage | undefined): RequestScope => ({
  ...originOf(requestId, incoming),
  trace: undefined,
  place: {},
});
