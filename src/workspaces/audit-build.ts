import { insertAuditLogs } from "../db/audit-logs.ts";
import type { BuildRow } from "../db/builds.ts";
import type { Db } from "../db/connect.ts";
import { findJob } from "../db/jobs.ts";

/** Tells the audit log how a build ended, in the transaction that ends it (coder-api 5.1). */
export async function auditBuild(db: Db, build: BuildRow): Promise<void> {
  const job = await findJob(db, build.job_id);
  const began = job?.started_at ?? build.created_at;
  const failure = job?.error || (job?.status === "canceled" ? "canceled" : undefined);
  await insertAuditLogs(db, [
    {
      requestId: build.job_id,
      userId: build.initiator_id,
      keyId: "",
      ip: "",
      userAgent: "",
      action: build.transition,
      resourceType: "workspace_build",
      resourceId: build.id,
      resourceTarget: "",
      organizationId: build.organization_id,
      workspaceId: build.workspace_id,
      durationMs: Math.max(0, Date.now() - began.getTime()),
      statusCode: failure === undefined ? 200 : 500,
      additionalFields: {
        workspace_name: build.workspace_name,
        workspace_owner: build.workspace_owner_name,
        workspace_id: build.workspace_id,
        build_number: String(build.build_number),
        build_reason: build.reason,
        ...(failure !== undefined && { reason: failure }),
      },
    },
  ]);
}
