import type { MiddlewareHandler } from "hono";
import type { IdentityContext } from "../../oauth/identity-context.ts";
import type { Subject } from "../../oauth/rbac.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { callerOf } from "../authenticate.ts";
import { heldToLogins } from "../login-only.ts";
import { sessionCookieOf } from "../session-cookie.ts";

/** Somebody at a browser who is logged in. */
export interface Visitor {
  readonly subject: Subject;
  /** The value of the session's cookie. */
  readonly session: string;
}

/** Finds out whose browser it is. Pages take a session's cookie only: an address with a token in it logs nobody in. */
export function findVisitor(identity: IdentityContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set("caller", heldToLogins(await callerOf(identity, sessionCookieOf(c) || undefined)));
    await next();
  };
}

/** Undefined when the browser has no session. */
export function visitorOf(c: ApiContext): Visitor | undefined {
  const { caller } = c.var;
  const session = sessionCookieOf(c);
  return caller.kind === "user" && session !== undefined ? { subject: caller.subject, session } : undefined;
}
