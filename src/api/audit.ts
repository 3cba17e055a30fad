import { Hono } from "hono";
import { listAuditLogs } from "../oauth/audit-logs.ts";
import { readChain } from "../oauth/audit/read-chain.ts";
import { invalidField } from "../wire/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { auditSearch } from "./audit-search.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { paginationOf } from "./pagination.ts";
import { reply } from "./reply.ts";

const DEFAULT_LIMIT = 100;
/** Links of one answer. */
const CHAIN_LIMIT = 1000;

/** What was done and what was refused, for those who may read it site-wide (coder-api 5.1), and its chain. */
export const auditRoutes = ({ identity, audit }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/audit", async (c) => {
      const subject = subjectOf(c);
      authorize(subject, "read", { type: "audit_log" });
      const filter = auditSearch(c.req.query("q") ?? "", subject);
      const { limit, offset } = paginationOf(c);
      return reply(c, await listAuditLogs(identity, filter, { limit: limit || DEFAULT_LIMIT, offset }));
    })
    .get("/audit/chain", async (c) => {
      authorize(subjectOf(c), "read", { type: "audit_log" });
      const after = wholeNumberOf(c, "after", 0);
      const limit = Math.min(wholeNumberOf(c, "limit", CHAIN_LIMIT), CHAIN_LIMIT);
      return reply(c, await readChain(identity.db, audit.signer, { after, limit }));
    });

/** A query parameter; "invalid" names it unless it is a whole number from 0. */
function wholeNumberOf(c: ApiContext, field: string, absent: number): number {
  const text = c.req.query(field) ?? "";
  if (text === "") return absent;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalidField(field, "must be a whole number from 0");
}
