import type { MiddlewareHandler } from "hono";
import { AppError } from "../wire/errors.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { rateWindow } from "./rate-window.ts";

const WINDOW_MS = 60_000;

/** Requests a minute to endpoints that test a password. */
export const PASSWORD_LIMIT = 60;
/** Requests a minute to endpoints that store files. */
export const FILES_LIMIT = 12;

/**
 * Allows each user (each address, of callers unknown) `limit` requests a minute to each path; 0 or less allows any
 * number (coder-api 1.4). Each use of it counts on its own.
 */
export function rateLimit(limit: number): MiddlewareHandler<ApiEnv> {
  if (limit <= 0) return (_c, next) => next();
  const count = rateWindow({ limit, windowMs: WINDOW_MS });
  return async (c, next) => {
    if (c.req.header("X-Coder-Bypass-Ratelimit") === "true") {
      if (isOwner(c)) return await next();
      return c.text("Only an owner may send X-Coder-Bypass-Ratelimit.\n", 428);
    }
    const { allowed, remaining, resetAt } = count(`${whoOf(c)} ${c.req.path}`, Date.now());
    c.header("X-RateLimit-Limit", String(limit));
    c.header("X-RateLimit-Remaining", String(remaining));
    c.header("X-RateLimit-Reset", String(Math.ceil(resetAt / 1000)));
    if (allowed) return await next();
    throw new AppError(
      "rate_limited",
      `You've been rate limited for sending more than ${limit} requests in 1m0s.`,
      {
        retryAfter: WINDOW_MS / 1000,
      },
    );
  };
}

/** The limit of a stricter endpoint, which is off where the general one is. */
export function stricterLimit(general: number, limit: number): number {
  return general <= 0 ? general : limit;
}

function isOwner(c: ApiContext): boolean {
  return c.var.caller.kind === "user" && c.var.caller.subject.roles.includes("owner");
}

function whoOf(c: ApiContext): string {
  const { caller } = c.var;
  return caller.kind === "user"
    ? caller.subject.userId
    : (c.env?.incoming?.socket.remoteAddress ?? "in process");
}
