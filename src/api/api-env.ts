import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import type { Subject } from "../oauth/rbac.ts";
import type { AppError } from "../wire/errors.ts";
import type { AuditNotes } from "./audit-notes.ts";
import type { Handshake } from "./socket.ts";

/** Who calls, or why nobody is known to: `error` is what a route that needs a user answers with. */
export type Caller =
  | { readonly kind: "user"; readonly subject: Subject }
  | { readonly kind: "anonymous"; readonly error: AppError };

export interface ApiEnv {
  Bindings: {
    /** Node's request and response where there are any: calls in process have none, upgrades no response. */
    readonly incoming?: IncomingMessage;
    readonly outgoing?: ServerResponse;
    /** Says that the body may take as long as it goes on coming. */
    readonly takesLong?: () => void;
    readonly handshake?: Handshake;
    /** Who calls in process, as the part that passes the call on has found out. */
    readonly caller?: Caller;
  };
  Variables: { requestId: string; caller: Caller; notes: AuditNotes };
}

export type ApiContext = Context<ApiEnv>;
