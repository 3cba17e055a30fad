import type { MiddlewareHandler } from "hono";
import { AppError } from "../wire/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";

/** Refuses everything while the experiment is off (coder-api 6.1), and lets pages of any origin call. */
export function oauthGate({ experiments }: Pick<ApiDeps, "experiments">): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.header("Access-Control-Allow-Origin", "*");
    if (c.req.method === "OPTIONS") {
      c.header("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
      c.header("Access-Control-Allow-Headers", "Authorization, Content-Type, MCP-Protocol-Version");
      c.header("Access-Control-Max-Age", "3600");
      return c.body(null, 204);
    }
    if (!experiments.includes("oauth2")) {
      throw new AppError("forbidden", 'The OAuth2 provider takes the experiment "oauth2", which is off.');
    }
    await next();
  };
}
