import type { MiddlewareHandler } from "hono";
import { AppError } from "../wire/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { auditEntry } from "./audit-entry.ts";
import { rateWindow } from "./rate-window.ts";
import { originOf } from "./request-origin.ts";
import { isSafe } from "./safe-methods.ts";

type Deps = Pick<ApiDeps, "audit" | "scopes">;

/** Reads that end so are refusals; a 404 is one where it hides what is there. */
const REFUSED = new Set([401, 403, 429, 428]);
/** Refusals of one caller in a minute that have an entry each; more are counted with the next entry. */
const REFUSALS = { limit: 20, windowMs: 60_000 };
/** What agents do has its effect in the workspace, so that no transaction holds it. */
const RELAYED = /^\/api\/v2\/workspaceagents\/[^/]+\//;

/** Writes down what was refused, and the changes that have no part in the database; stands before what refuses. */
export function auditRequests(deps: Deps): MiddlewareHandler<ApiEnv> {
  const admit = rateWindow(REFUSALS);
  const passedOver = new Map<string, number>();
  return async (c, next) => {
    const began = performance.now();
    c.set("notes", {});
    await next();
    if (c.var.notes.recorded === true || !isOwed(c)) return;
    const entry = auditEntry(c, originOfRequest(c, deps), performance.now() - began);
    if (entry === undefined) return;
    if (c.res.status < 400) return await deps.audit.record(entry);
    const who = `${entry.userId} ${entry.ip}`;
    if (!admit(who, Date.now()).allowed) return void passedOver.set(who, (passedOver.get(who) ?? 0) + 1);
    const passed = passedOver.get(who);
    passedOver.delete(who);
    const more = passed === undefined ? {} : { refusals_before: passed };
    await deps.audit.record({ ...entry, additionalFields: { ...entry.additionalFields, ...more } });
  };
}

/** Writes down what the MCP endpoint's guard refuses; what it lets in is written down call by call. */
export function auditRefusals(deps: Deps): MiddlewareHandler<ApiEnv> {
  const audited = auditRequests(deps);
  return async (c, next) => {
    await audited(c, async () => {
      await next();
      c.var.notes.recorded = c.error === undefined;
    });
  };
}

/** Keeps a change and its entry together: neither is there without the other. Stands behind what refuses. */
export function auditEffects(deps: Deps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (isSafe(c.req.method) || RELAYED.test(c.req.path)) return await next();
    const began = performance.now();
    await deps.audit.together(async () => {
      await next();
      const keep = c.error === undefined && c.res.status < 400;
      if (!keep) return { keep, entry: undefined };
      c.var.notes.recorded = true;
      return { keep, entry: auditEntry(c, originOfRequest(c, deps), performance.now() - began) };
    });
  };
}

/** A call in process is part of one that has an entry of its own: only its effects have more. */
function isOwed(c: ApiContext): boolean {
  const { status } = c.res;
  if (c.env?.caller !== undefined) return !isSafe(c.req.method) && !RELAYED.test(c.req.path) && status < 400;
  if (!isSafe(c.req.method)) return true;
  return REFUSED.has(status) || (c.error instanceof AppError && c.error.isHidden);
}

function originOfRequest(c: ApiContext, { scopes }: Deps) {
  const scope = scopes.current();
  if (c.env?.incoming === undefined && scope !== undefined) {
    const { requestId, ip, userAgent, trace } = scope;
    return { requestId, ip, userAgent, traceId: trace?.traceId };
  }
  return { ...originOf(c.var.requestId, c.env?.incoming), traceId: scope?.trace?.traceId };
}
