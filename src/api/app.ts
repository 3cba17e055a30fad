import { Hono } from "hono";
import { AppError } from "../wire/errors.ts";
import type { Readiness } from "../wire/readiness.ts";
import type { ApiDeps, RouteGroup } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { auditEffects, auditRequests } from "./audit-requests.ts";
import { authenticate } from "./authenticate.ts";
import { csrf } from "./csrf.ts";
import { forgetSubjects } from "./forget-subjects.ts";
import { onError } from "./on-error.ts";
import { observeRequests } from "./observe-requests.ts";
import { rateLimit } from "./rate-limit.ts";
import { reply, replyMessage } from "./reply.ts";
import { responseHeaders } from "./response-headers.ts";

/** Where users, their rights and their tokens are changed. */
const CREDENTIAL_PATHS = ["/api/v2/users/*", "/api/v2/organizations/*", "/oauth2/*"];

/** Of a part of a deployment, which is ready as soon as it answers. */
const READY: Readiness = {
  status: "ok",
  checks: { database: "ok", migrations: "ok", draining: false },
};

/** The REST API: `groups` below `/api/v2`, in the order in which their paths are tried, and the health endpoints. */
export function createApi<Deps extends ApiDeps>(
  deps: Deps,
  groups: readonly RouteGroup<Deps>[],
): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>({ getPath: collapsedPath });
  app.onError(onError(deps));
  app.notFound(() => {
    throw new AppError("not_found", "Route not found.");
  });
  app.use(responseHeaders(deps));
  app.get("/healthz", (c) => c.text("OK"));
  app.get("/latency-check", (c) => {
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Timing-Allow-Origin", "*");
    return c.text("OK");
  });
  app.get("/readyz", async (c) => {
    const readiness = (await deps.readiness?.()) ?? READY;
    return reply(c, readiness, readiness.status === "ok" ? 200 : 503);
  });
  app.use(
    "/api/*",
    observeRequests(deps),
    auditRequests(deps),
    authenticate(deps),
    csrf,
    rateLimit(deps.rateLimit),
  );
  for (const path of CREDENTIAL_PATHS) app.use(path, forgetSubjects(deps));
  app.use("/api/*", auditEffects(deps));
  app.get("/api/v2", (c) => replyMessage(c, "👋"));
  app.get("/api/v2/", (c) => replyMessage(c, "👋"));
  for (const group of groups) app.route("/api/v2", group(deps));
  return app;
}

/** The path of a request with its repeated slashes made one (coder-api 0.1). */
function collapsedPath(request: Request): string {
  const { pathname } = new URL(request.url);
  return pathname.replaceAll(/\/{2,}/g, "/");
}
