import { hash } from "node:crypto";
import { fieldOf } from "../lib/field-of.ts";
import { redact } from "../lib/redact.ts";
import type { Observer } from "../lib/observer.ts";
import type { RequestScope } from "../lib/request-scope.ts";
import type { CallOutcome, RecordCall } from "../mcp/call-outcome.ts";
import type { AuditTrail } from "../oauth/audit/audit-trail.ts";
import type { Subject } from "../oauth/rbac.ts";
import type { AuditEntry } from "../wire/audit-log.ts";
import { STATUS_OF } from "../wire/http-status.ts";

/** The request that a call came with. */
export interface AuditedRequest {
  readonly subject: Subject;
  /** What it was sent with, which no entry may hold. */
  readonly token: string;
  readonly scope: RequestScope;
}

/** Puts a caller's tool calls, and what it was refused, into the audit log. */
export function auditCalls(request: AuditedRequest, { audit, observer }: CallObservers): RecordCall {
  return async (outcome) => {
    const { tool, code, ms, kind } = outcome;
    if (kind === undefined) observer?.call({ tool, code, ms });
    await audit.record(entryOf(request, outcome));
  };
}

interface CallObservers {
  readonly audit: Pick<AuditTrail, "record">;
  readonly observer?: Observer | undefined;
}

function entryOf({ subject, token, scope }: AuditedRequest, outcome: CallOutcome): AuditEntry {
  const { tool, args, code, ms, kind = "mcp_tool", bytes, facts } = outcome;
  const { requestId, ip, userAgent, trace, place } = scope;
  const workspace = fieldOf(args, "workspace");
  const json = JSON.stringify(args ?? {});
  const clean = (value: unknown): unknown => redact(value, { known: [token] });
  return {
    requestId,
    ip,
    userAgent,
    userId: subject.userId,
    keyId: subject.keyId,
    clientId: subject.grant?.clientId,
    workspaceId: place.workspaceId,
    agentId: place.agentId,
    traceId: trace?.traceId,
    durationMs: Math.round(ms),
    bytes,
    action: kind === "mcp_tool" ? "call" : "open",
    resourceType: kind,
    resourceTarget: tool,
    statusCode: statusOf(code),
    additionalFields: {
      code,
      ...(args !== undefined && { arguments: clean(args) }),
      arguments_sha256: hash("sha256", json, "hex"),
      ...(typeof workspace === "string" && { workspace }),
      ...(facts !== undefined && { outcome: clean(facts) }),
    },
  };
}

function statusOf(code: CallOutcome["code"]): number {
  if (code === "ok" || code === "asked") return 200;
  return code === "internal" ? 500 : STATUS_OF[code];
}
