import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";

/** Gives every answer, of errors too, what tells clients that this is Coder's API (coder-api 0.1). */
export function responseHeaders({
  version,
  scopes,
}: Pick<ApiDeps, "version" | "scopes">): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    // A call in process has the id of the request that it is part of.
    const outer = c.env?.caller === undefined ? undefined : scopes.current();
    const requestId = outer?.requestId ?? randomUUID();
    c.set("requestId", requestId);
    await next();
    c.header("X-Coder-Build-Version", `v${version}`);
    c.header("X-Coder-Request-Id", requestId);
    c.header("X-Content-Type-Options", "nosniff");
  };
}
