import { hash } from "node:crypto";
import type { CallOutcome, RecordCall } from "../mcp/call-outcome.ts";
import type { Subject } from "../oauth/rbac.ts";
import type { AuditEntry, RequestOrigin } from "../wire/audit-log.ts";
import type { RecordAudit } from "./record-audit.ts";
import { STATUS_OF } from "../wire/http-status.ts";

/** The request that a call came with. */
export interface AuditedRequest extends RequestOrigin {
  readonly subject: Subject;
}

/** Puts a caller's tool calls and refusals into the audit log. */
export const auditCalls =
  (request: AuditedRequest, record: RecordAudit): RecordCall =>
  async (outcome) =>
    await record(entryOf(request, outcome));

function entryOf({ subject, ...request }: AuditedRequest, { tool, args, code, ms }: CallOutcome): AuditEntry {
  const workspace = textField(args, "workspace");
  return {
    ...request,
    userId: subject.userId,
    keyId: subject.keyId,
    action: "call",
    resourceType: "mcp_tool",
    resourceTarget: tool,
    statusCode: statusOf(code),
    additionalFields: {
      code,
      ms: Math.round(ms),
      arguments_sha256: digestOf(args),
      ...(workspace !== undefined && { workspace }),
      ...(subject.grant !== undefined && { client_id: subject.grant.clientId }),
    },
  };
}

function statusOf(code: CallOutcome["code"]): number {
  if (code === "ok" || code === "asked") return 200;
  return code === "internal" ? 500 : STATUS_OF[code];
}

/** Tells two calls apart without telling what they said. */
const digestOf = (args: unknown): string => hash("sha256", JSON.stringify(args ?? {}), "hex");

function textField(args: unknown, name: string): string | undefined {
  if (typeof args !== "object" || args === null) return undefined;
  const value: unknown = Reflect.get(args, name);
  return typeof value === "string" ? value : undefined;
}
