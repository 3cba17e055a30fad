import type { IncomingMessage } from "node:http";
import { parse } from "hono/utils/cookie";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Caller } from "./api-env.ts";
import { callerOf } from "./authenticate.ts";
import { heldToLogins } from "./login-only.ts";
import { HOST_PREFIX, SESSION_COOKIE } from "./session-cookie.ts";

/** The person at the browser that sent a request. */
export async function visitorOfRequest(
  identity: IdentityContext,
  { headers }: IncomingMessage,
): Promise<Caller> {
  const cookies = parse(headers.cookie ?? "");
  const token = cookies[`${HOST_PREFIX}${SESSION_COOKIE}`] ?? cookies[SESSION_COOKIE];
  return heldToLogins(await callerOf(identity, token || undefined));
}
