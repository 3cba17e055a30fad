import type { Subject } from "../oauth/rbac.ts";
import type { AuditEntry } from "../wire/audit-log.ts";
import type { AgentPlace } from "../workspaces/relay-to-agent.ts";
import type { ApiContext } from "./api-env.ts";
import { originOf } from "./request-origin.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** What somebody reached in a workspace, and with which HTTP status; 101 is an open socket. */
export interface Access extends Pick<
  AuditEntry,
  "action" | "resourceType" | "resourceId" | "resourceTarget"
> {
  readonly statusCode: number;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Puts an access to a workspace, or its refusal, into the audit log. */
export async function auditAccess(
  c: ApiContext,
  deps: Pick<WorkspaceDeps, "recordAudit">,
  {
    agent,
    subject,
  }: { readonly agent: AgentPlace; readonly subject: Pick<Subject, "userId" | "keyId" | "grant"> },
  { fields, ...access }: Access,
): Promise<void> {
  await deps.recordAudit({
    ...originOf(c.var.requestId, c.env?.incoming),
    ...access,
    userId: subject.userId,
    keyId: subject.keyId,
    organizationId: agent.organization_id,
    additionalFields: {
      workspace_id: agent.workspace_id,
      workspace_name: agent.workspace_name,
      workspace_owner: agent.owner_name,
      agent_name: agent.name,
      ...(subject.grant !== undefined && { client_id: subject.grant.clientId }),
      ...fields,
    },
  });
}
