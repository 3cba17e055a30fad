import type { MiddlewareHandler } from "hono";
import { formatTraceparent, parseTraceparent } from "../lib/traceparent.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { scopeOf } from "./request-origin.ts";

type Deps = Pick<ApiDeps, "observer" | "scopes" | "log">;

/** Measures and traces every request, and tells of it in the log at debug: its id, its end and the cause of a failure. */
export function observeRequests(deps: Deps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const began = performance.now();
    const { method, path } = c.req;
    const outer = deps.scopes.current();
    const isInside = outer !== undefined && c.env?.caller !== undefined;
    const parent = isInside ? outer.trace : parseTraceparent(c.req.header("traceparent"));
    const span = deps.observer?.span(`${method} ${kindOf(path)}`, isInside ? "internal" : "server", parent);
    const trace = span?.place ?? parent;
    const scope = isInside ? { ...outer, trace } : { ...scopeOf(c.var.requestId, c.env?.incoming), trace };
    await deps.scopes.run(scope, next);
    const { status } = c.res;
    const ms = performance.now() - began;
    deps.observer?.request({ method, path, status, ms });
    span?.end({
      attributes: { "http.request.method": method, "url.path": path, "http.response.status_code": status },
      ...(status >= 500 && { error: String(status) }),
    });
    logRequest(c, deps, { status, ms });
  };
}

/** The path without what names one object, so that spans of a kind have one name. */
const kindOf = (path: string): string =>
  path.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, ":id");

function logRequest(
  c: ApiContext,
  { log, scopes }: Deps,
  { status, ms }: { readonly status: number; readonly ms: number },
): void {
  if (log.debug === undefined) return;
  const { requestId, caller } = c.var;
  const trace = scopes.current()?.trace;
  const fields = {
    request_id: requestId,
    method: c.req.method,
    path: c.req.path,
    status,
    ms: Math.round(ms),
    ...(caller?.kind === "user" && { user: caller.subject.username }),
    ...(trace !== undefined && { traceparent: formatTraceparent(trace) }),
    ...(c.error !== undefined && { reason: c.error.message, cause: causeOf(c.error) }),
  };
  log.debug(fields, "request");
}

const causeOf = ({ cause }: Error): string | undefined =>
  cause instanceof Error ? cause.message : undefined;
