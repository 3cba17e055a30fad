import type { MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { isSafe } from "./safe-methods.ts";

/** Whoever is told that a token or a right has been taken away can rely on it: no answer to a change is remembered. */
export function forgetSubjects({ identity }: Pick<ApiDeps, "identity">): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    if (!isSafe(c.req.method)) identity.subjects?.clear();
  };
}
