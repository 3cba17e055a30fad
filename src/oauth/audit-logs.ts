import { type AuditFilter, type AuditLogRow, COUNT_CAP, pageOfAuditLogs } from "../db/audit-logs.ts";
import { usersByIds } from "../db/users.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import type { AuditLog } from "../wire/audit-log.ts";
import { ZERO_UUID } from "../wire/scalars.ts";
import type { User } from "../wire/user.ts";
import { describeAudit } from "./describe-audit.ts";
import type { IdentityContext } from "./identity-context.ts";
import { toUser } from "./to-user.ts";

export type { AuditFilter } from "../db/audit-logs.ts";

/** A page of the audit log, newest first (coder-api 5.1). */
export async function listAuditLogs(
  { db }: IdentityContext,
  filter: AuditFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ audit_logs: readonly AuditLog[]; count: number; count_cap: number }> {
  const { rows, count } = await pageOfAuditLogs(db, filter, page);
  const ids = [...new Set(rows.map((row) => row.user_id))];
  const users = new Map((await usersByIds(db, ids)).map((row) => [row.id, toUser(row)]));
  return {
    audit_logs: rows.map((row) => toAuditLog(row, users.get(row.user_id) ?? null)),
    count,
    count_cap: COUNT_CAP,
  };
}

function toAuditLog(row: AuditLogRow, user: User | null): AuditLog {
  return {
    id: row.id,
    time: rfc3339(row.time),
    request_id: row.request_id,
    ip: row.ip,
    user_agent: row.user_agent,
    resource_type: row.resource_type,
    resource_id: row.resource_id,
    resource_target: row.resource_target,
    resource_icon: "",
    action: row.action,
    diff: row.diff,
    status_code: row.status_code,
    additional_fields: row.additional_fields,
    description: describeAudit(row),
    resource_link: "",
    is_deleted: false,
    organization_id: row.organization_id ?? ZERO_UUID,
    user,
    user_id: row.user_id,
    key_id: row.key_id,
    client_id: row.client_id,
    workspace_id: row.workspace_id,
    agent_id: row.agent_id,
    trace_id: row.trace_id,
    duration_ms: row.duration_ms,
    bytes: row.bytes,
  };
}
