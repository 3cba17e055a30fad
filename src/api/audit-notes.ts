import type { ApiContext } from "./api-env.ts";

/** What the parts that answer a request find out for its entry in the audit log. */
export interface AuditNotes {
  /** Whom it is about, where the caller is not known: who tried to log in. */
  userId?: string | undefined;
  /** The object as it was before the request. */
  before?: unknown;
  resourceId?: string | undefined;
  organizationId?: string | undefined;
  workspaceId?: string | undefined;
  agentId?: string | undefined;
  /** What was sent, as it was read. */
  body?: unknown;
  /** What came of it, where the answer itself is not kept: exit codes, diffs. */
  outcome?: Readonly<Record<string, unknown>> | undefined;
  /** What is answered. */
  answer?: unknown;
  /** True once the entry is written. */
  recorded?: boolean;
}

/** Adds to the notes of a request; routes that nobody audits have none. */
export function noteForAudit(c: ApiContext, notes: AuditNotes): void {
  const known: AuditNotes | undefined = c.var.notes;
  if (known !== undefined) Object.assign(known, notes);
}
