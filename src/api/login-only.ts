import { isLogin } from "../oauth/is-login.ts";
import type { Subject } from "../oauth/rbac.ts";
import { refused } from "../oauth/refused.ts";
import type { ApiContext, Caller } from "./api-env.ts";

/**
 * Lets only people pass who logged in. A token in place of a session's cookie could otherwise be turned into a grant
 * that may do more than the token.
 */
export function heldToLogins(caller: Caller): Caller {
  if (caller.kind === "anonymous" || isLogin(caller.subject)) return caller;
  return { kind: "anonymous", error: refused("This takes a login; tokens are not accepted.") };
}

/** The person who logged in; throws "unauthenticated" where there is none. */
export function loginOf(c: ApiContext): Subject {
  const caller = heldToLogins(c.var.caller);
  if (caller.kind === "anonymous") throw caller.error;
  return caller.subject;
}
