import { insertAuditLogs } from "../db/audit-logs.ts";
import type { AuditEntry, RequestOrigin } from "../wire/audit-log.ts";
import { createSessionKey } from "./create-token.ts";
import type { IdentityContext } from "./identity-context.ts";
import type { Subject } from "./rbac.ts";
import { parseToken } from "./token-text.ts";

/** Makes a session key for the user's command line and tells the audit log in the same transaction; returns its text. */
export async function createCliSession(
  context: IdentityContext,
  subject: Subject,
  origin: RequestOrigin,
): Promise<string> {
  return await context.db.transaction().execute(async (db) => {
    const key = await createSessionKey({ ...context, db }, subject, subject.userId, false);
    const entry: AuditEntry = {
      ...origin,
      userId: subject.userId,
      keyId: subject.keyId,
      action: "create",
      resourceType: "api_key",
      resourceTarget: parseToken(key)?.id ?? "",
      statusCode: 201,
      additionalFields: { for: "command line" },
    };
    await insertAuditLogs(db, [entry]);
    return key;
  });
}
