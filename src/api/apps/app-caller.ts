import type { IncomingHttpHeaders } from "node:http";
import { parse } from "hono/utils/cookie";
import { isAccessToken } from "../../oauth/access-token.ts";
import type { Subject } from "../../oauth/rbac.ts";
import { parseToken } from "../../oauth/token-text.ts";
import type { ApiDeps } from "../api-deps.ts";
import { bearerOf, callerOf, heldTo } from "../authenticate.ts";
import { heldToLogins } from "../login-only.ts";
import { HOST_PREFIX, SESSION_COOKIE } from "../session-cookie.ts";

/** Who asks for an app with a credential of the deployment. */
export interface AppCaller {
  readonly subject: Subject;
  readonly token: string;
  /** A browser sends a cookie by itself; what is in a header was put there. */
  readonly from: "cookie" | "header";
}

/** The user that the request's header or session cookie names; undefined when none of them is good. */
export async function appCaller(
  { identity, accessUrl }: Pick<ApiDeps, "identity" | "accessUrl">,
  headers: IncomingHttpHeaders,
): Promise<AppCaller | undefined> {
  const inHeader = headerTokenOf(headers);
  if (inHeader !== undefined) {
    const caller = heldTo(accessUrl, await callerOf(identity, inHeader));
    return caller.kind === "user" ? { subject: caller.subject, token: inHeader, from: "header" } : undefined;
  }
  const cookies = parse(headers.cookie ?? "");
  const token = cookies[`${HOST_PREFIX}${SESSION_COOKIE}`] ?? cookies[SESSION_COOKIE];
  if (token === undefined || token === "") return undefined;
  const caller = heldToLogins(await callerOf(identity, token));
  return caller.kind === "user" ? { subject: caller.subject, token, from: "cookie" } : undefined;
}

/** The deployment's token in a header; an app may have an Authorization of its own, which is none. */
export function headerTokenOf(headers: IncomingHttpHeaders): string | undefined {
  const own = headers["coder-session-token"];
  if (typeof own === "string" && own !== "") return own;
  const bearer = bearerOf(headers.authorization);
  return bearer !== undefined && isOurs(bearer) ? bearer : undefined;
}

const isOurs = (token: string): boolean => isAccessToken(token) || parseToken(token) !== undefined;
