import { AuditLogList } from "../wire/audit-log.ts";
import { ChainPage } from "../wire/audit-chain.ts";
import type { CallOptions, Http } from "./http.ts";

/** The audit log and its chain (coder-api 5.1). */
export const auditCalls = (http: Http) => ({
  list: (
    page: { readonly q?: string; readonly limit?: number; readonly offset?: number } = {},
    options: CallOptions = {},
  ) => http.json({ path: "/audit", query: { ...page }, ...options }, AuditLogList),

  /** The links behind a position; at most 1,000. */
  chain: (after: number, options: CallOptions = {}) =>
    http.json({ path: "/audit/chain", query: { after }, ...options }, ChainPage),
});
