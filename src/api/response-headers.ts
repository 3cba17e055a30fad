import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "./api-env.ts";

/** Gives every answer, of errors too, what tells clients that this is Coder's API (coder-api 0.1). */
export function responseHeaders(version: string): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const requestId = randomUUID();
    c.set("requestId", requestId);
    await next();
    c.header("X-Coder-Build-Version", `v${version}`);
    c.header("X-Coder-Request-Id", requestId);
    c.header("X-Content-Type-Options", "nosniff");
  };
}
