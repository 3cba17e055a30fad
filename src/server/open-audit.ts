import type { Logger } from "pino";
import type { ServerValues } from "../config/server-settings.ts";
import { createRequestScopes, type RequestScopes } from "../lib/request-scope.ts";
import { auditSigner } from "../oauth/audit/audit-signer.ts";
import { type AuditTrail, createAuditTrail } from "../oauth/audit/audit-trail.ts";
import { startAuditKeeper } from "../oauth/audit/audit-keeper.ts";
import type { DeploymentKeys } from "../oauth/deployment-keys.ts";
import type { OpenDatabase } from "./database.ts";

export interface OpenAuditOptions {
  readonly database: OpenDatabase;
  readonly keys: DeploymentKeys;
  readonly settings: Pick<ServerValues, "auditRetention">;
  readonly log: Logger;
}

/** Opens the audit log; what is written when the deployment closes is still linked. */
export async function openAudit(
  stack: AsyncDisposableStack,
  { database, keys, settings, log }: OpenAuditOptions,
): Promise<{ readonly audit: AuditTrail; readonly scopes: RequestScopes }> {
  const { db, units } = database;
  const signer = auditSigner(keys);
  const { auditRetention: retentionMs } = settings;
  const keeper = startAuditKeeper({ db, signer, retentionMs, log: log.child({ part: "audit" }) });
  stack.defer(keeper.close);
  return { audit: createAuditTrail({ db, units, signer, log }), scopes: createRequestScopes() };
}
