import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import type { Subject } from "../oauth/rbac.ts";
import type { AppError } from "../wire/errors.ts";
import type { Handshake } from "./socket.ts";

/** Who calls, or why nobody is known to: `error` is what a route that needs a user answers with. */
export type Caller =
  | { readonly kind: "user"; readonly subject: Subject }
  | { readonly kind: "anonymous"; readonly error: AppError };

export interface ApiEnv {
  /** Node's request where there is one: calls in process have none. */
  Bindings: { readonly incoming?: IncomingMessage; readonly handshake?: Handshake };
  Variables: { requestId: string; caller: Caller };
}

export type ApiContext = Context<ApiEnv>;
