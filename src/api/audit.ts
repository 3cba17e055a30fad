import { Hono } from "hono";
import { listAuditLogs } from "../oauth/audit-logs.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { auditSearch } from "./audit-search.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { paginationOf } from "./pagination.ts";
import { reply } from "./reply.ts";

const DEFAULT_LIMIT = 100;

/** What was done and what was refused, for those who may read it site-wide (coder-api 5.1). */
export const auditRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get("/audit", async (c) => {
    const subject = subjectOf(c);
    authorize(subject, "read", { type: "audit_log" });
    const filter = auditSearch(c.req.query("q") ?? "", subject);
    const { limit, offset } = paginationOf(c);
    return reply(c, await listAuditLogs(identity, filter, { limit: limit || DEFAULT_LIMIT, offset }));
  });
