import type { MiddlewareHandler } from "hono";
import { authenticate as authenticateToken } from "../oauth/authenticate.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Subject } from "../oauth/rbac.ts";
import { refused } from "../oauth/refused.ts";
import { AppError } from "../wire/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv, Caller } from "./api-env.ts";
import { SESSION_COOKIE, sessionCookieOf } from "./session-cookie.ts";

/**
 * Finds out who calls; a route asks for it with `subjectOf`, so that public routes take any caller. A token that a
 * client got for another resource, such as the MCP endpoint, is not accepted (RFC 8707).
 */
export function authenticate(deps: Pick<ApiDeps, "identity" | "accessUrl">): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set("caller", c.env?.caller ?? heldTo(deps.accessUrl, await callerOf(deps.identity, tokenOf(c))));
    await next();
  };
}

/** The user who calls; throws "unauthenticated" when there is none. */
export function subjectOf(c: ApiContext): Subject {
  const { caller } = c.var;
  if (caller.kind === "anonymous") throw caller.error;
  return caller.subject;
}

/** The first token that the request carries (coder-api 1.1). */
export function tokenOf(c: ApiContext): string | undefined {
  const sources = [
    () => (isFromElsewhere(c) ? undefined : sessionCookieOf(c)),
    () => c.req.query(SESSION_COOKIE),
    () => c.req.header("Coder-Session-Token"),
    () => bearerOf(c.req.header("Authorization")),
    () => c.req.query("access_token"),
  ];
  for (const source of sources) {
    const token = source();
    if (token) return token;
  }
  return undefined;
}

/**
 * A browser that says that a page of another origin asks, such as the page of an app (`null`), says also that the cookie
 * tells nothing of whether its user wants that.
 */
function isFromElsewhere(c: ApiContext): boolean {
  const origin = c.req.header("Origin");
  return (
    origin !== undefined && URL.parse(origin)?.host !== (c.req.header("Host") ?? new URL(c.req.url).host)
  );
}

/** The token of an `Authorization` header (RFC 6750 section 2.1). */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];

/** Whose a token is, or why it is nobody's; what the token is for is not looked at. */
export async function callerOf(identity: IdentityContext, token: string | undefined): Promise<Caller> {
  if (token === undefined) {
    const header = "expected a Coder-Session-Token or an Authorization: Bearer header.";
    return { kind: "anonymous", error: refused(`No token was sent: ${header}`) };
  }
  try {
    return { kind: "user", subject: await authenticateToken(identity, token) };
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return { kind: "anonymous", error };
    throw error;
  }
}

/** The caller, unless its token is for another resource than the API. */
export function heldTo(accessUrl: string, caller: Caller): Caller {
  if (caller.kind === "anonymous") return caller;
  const error = audienceFault(accessUrl, caller.subject);
  return error === undefined ? caller : { kind: "anonymous", error };
}

/** Coder answers 403 to the token of another resource (coder-api 1.2). */
function audienceFault(accessUrl: string, { grant }: Subject): AppError | undefined {
  if (grant === undefined || grant.audience === accessUrl) return undefined;
  return new AppError("forbidden", "Forbidden.", {
    detail: `The token is for ${grant.audience}, not for the API.`,
  });
}
