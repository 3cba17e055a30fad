import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "./api-env.ts";
import { isSafe } from "./safe-methods.ts";
import { bearerOf } from "./authenticate.ts";
import { isCsrfToken } from "./csrf-token.ts";
import { SESSION_COOKIE, sessionCookieOf } from "./session-cookie.ts";

/**
 * Refuses what another site makes a browser send: a request that a session cookie alone would authorize must prove
 * that its sender knows the session (coder-api 1.3).
 */
export const csrf: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const session = sessionCookieOf(c);
  if (isSafe(c.req.method) || !session) return await next();
  const proven =
    c.req.header("Coder-Session-Token") === session ||
    c.req.query(SESSION_COOKIE) === session ||
    bearerOf(c.req.header("Authorization")) !== undefined ||
    isCsrfToken(c.req.header("X-CSRF-TOKEN") ?? "", session);
  if (proven) return await next();
  return c.text("Send the value of the csrf_token cookie as header X-CSRF-TOKEN, or sign in again.\n", 400);
};
