import type { MiddlewareHandler } from "hono";
import { SIGNED_OUT, authenticate as authenticateToken } from "../oauth/authenticate.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Subject } from "../oauth/rbac.ts";
import { AppError } from "../wire/errors.ts";
import type { ApiContext, ApiEnv, Caller } from "./api-env.ts";
import { SESSION_COOKIE, sessionCookieOf } from "./session-cookie.ts";

/** Finds out who calls; a route asks for it with `subjectOf`, so that public routes take any caller. */
export function authenticate(identity: IdentityContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set("caller", c.env?.caller ?? (await callerOf(identity, tokenOf(c))));
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
    () => sessionCookieOf(c),
    () => c.req.query(SESSION_COOKIE),
    () => c.req.header("Coder-Session-Token"),
    () => bearerOf(c),
    () => c.req.query("access_token"),
  ];
  for (const source of sources) {
    const token = source();
    if (token) return token;
  }
  return undefined;
}

export function bearerOf(c: ApiContext): string | undefined {
  return /^bearer +(\S+) *$/i.exec(c.req.header("Authorization") ?? "")?.[1];
}

/** Whose a token is, or why it is nobody's. */
export async function callerOf(identity: IdentityContext, token: string | undefined): Promise<Caller> {
  if (token === undefined) {
    const detail = "No token was sent: expected a Coder-Session-Token or an Authorization: Bearer header.";
    return { kind: "anonymous", error: new AppError("unauthenticated", SIGNED_OUT, { detail }) };
  }
  try {
    return { kind: "user", subject: await authenticateToken(identity, token) };
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return { kind: "anonymous", error };
    throw error;
  }
}
