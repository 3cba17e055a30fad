import type { Connection } from "../../src/db/connect.ts";
import { createRequestScopes } from "../../src/lib/request-scope.ts";
import { auditSigner } from "../../src/oauth/audit/audit-signer.ts";
import { createAuditTrail } from "../../src/oauth/audit/audit-trail.ts";

/** Signs with a key that is the same in every test. */
export const testSigner = auditSigner({ secretFor: () => ({ current: Buffer.alloc(32, 7), older: [] }) });

/** What the API needs for its audit log, over a database of a test. */
export function testAudit({ db, units }: Pick<Connection, "db" | "units">, errors: object[] = []) {
  const log = { error: (fields: object) => void errors.push(fields) };
  return {
    audit: createAuditTrail({ db, units, signer: testSigner, log }),
    scopes: createRequestScopes(),
  };
}
