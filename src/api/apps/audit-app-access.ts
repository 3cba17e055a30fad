import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Subject } from "../../oauth/rbac.ts";
import type { FoundApp } from "../../workspaces/find-app.ts";
import { originOf } from "../request-origin.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";

export interface AppAccess {
  readonly found: FoundApp;
  readonly subject: Pick<Subject, "userId" | "keyId">;
  /** "create" gives out an address, "open" lets a browser in, which then asks many times. */
  readonly action?: "create" | "open";
  readonly statusCode?: number;
}

/** Puts into the audit log that a ticket for an app was given. */
export async function auditAppAccess(
  { recordAudit }: Pick<WorkspaceDeps, "recordAudit">,
  incoming: IncomingMessage | undefined,
  { found: { agent, app }, subject, action = "open", statusCode = 303 }: AppAccess,
): Promise<void> {
  await recordAudit({
    ...originOf(randomUUID(), incoming),
    userId: subject.userId,
    keyId: subject.keyId,
    action,
    resourceType: "workspace_app",
    resourceId: agent.id,
    resourceTarget: app,
    organizationId: agent.organization_id,
    statusCode,
    additionalFields: {
      workspace_id: agent.workspace_id,
      workspace_name: agent.workspace_name,
      workspace_owner: agent.owner_name,
      agent_name: agent.name,
    },
  });
}
