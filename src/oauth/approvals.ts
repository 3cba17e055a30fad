import { hash, randomUUID } from "node:crypto";
import {
  approvalById,
  decideApproval,
  insertApproval,
  listApprovals as listRows,
  openApproval,
  useApproval,
  type ApprovalRow,
} from "../db/approvals.ts";
import { insertAuditLogs } from "../db/audit-logs.ts";
import type { Db } from "../db/connect.ts";
import { publish } from "../db/events.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import type { Approval } from "../wire/approval.ts";
import type { RequestOrigin } from "../wire/audit-log.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import { approvalFor, type ApprovalCall } from "./approval-rules.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";
import { isLogin } from "./is-login.ts";
import type { Subject } from "./rbac.ts";

/** How long a request waits, and an approval can be used. */
const LIVES_MS = 10 * 60_000;

/** A call that may need a person, with all that makes it this call and no other. */
export interface GuardedCall extends ApprovalCall {
  readonly args: unknown;
}

export interface ApprovalContext {
  readonly identity: IdentityContext;
  readonly accessUrl: string;
  readonly origin: RequestOrigin;
}

/**
 * Lets a call pass that no policy wants approved, or that a person has approved: that approval is used up. Throws
 * "approval_required" with where to approve it, or "forbidden" when it was denied.
 */
export async function demandApproval(
  { identity, accessUrl, origin }: ApprovalContext,
  subject: Subject,
  call: GuardedCall,
): Promise<void> {
  const limit = approvalFor(subject, call);
  if (limit === undefined) return;
  const { tool, workspace, args } = call;
  const now = nowOf(identity);
  const digest = hash("sha256", canonicalJson({ tool, workspace: workspace?.id ?? null, args }), "hex");
  const asked = await identity.db.transaction().execute(async (db) => {
    const used = await useApproval(db, subject.userId, digest, now);
    if (used !== undefined) return await audit(db, { subject, origin, id: used, tool, status: "used" });
    const open = await openApproval(db, subject.userId, digest, now);
    if (open !== undefined) return open;
    const id = randomUUID();
    const place = workspace && `${workspace.ownerName}/${workspace.name}`;
    const summary = { workspace: place, command: call.command, paths: call.paths };
    const expires_at = new Date(now.getTime() + LIVES_MS);
    const row = { id, user_id: subject.userId, key_id: subject.keyId, tool, digest, expires_at };
    await insertApproval(db, { ...row, rule: limit.label, summary: JSON.stringify(summary) });
    await audit(db, { subject, origin, id, tool, status: "pending" });
    return { id, status: "pending" as const };
  });
  if (asked === undefined) return;
  if (asked.status === "denied")
    throw new AppError("forbidden", "Forbidden.", { detail: `A person has denied this call (${asked.id}).` });
  throw new AppError("approval_required", `${limit.label} wants a person's approval of this call.`, {
    detail: `Approve ${asked.id} at ${accessUrl}/approvals within ten minutes, then repeat the same call.`,
  });
}

interface Audited {
  readonly subject: Subject;
  readonly origin: RequestOrigin;
  readonly id: string;
  readonly tool: string;
  readonly status: string;
}

async function audit(db: Db, { subject, origin, id, tool, status }: Audited): Promise<undefined> {
  await publish(db, "approval", id);
  await insertAuditLogs(db, [
    {
      ...origin,
      userId: subject.userId,
      keyId: subject.keyId,
      action: status === "pending" ? "create" : "write",
      resourceType: "approval",
      resourceId: id,
      resourceTarget: tool,
      statusCode: status === "pending" ? 428 : 200,
      additionalFields: { status },
    },
  ]);
  return undefined;
}

/** Who may do everything may answer for others too. */
const answersForAll = ({ roles }: Subject): boolean => roles.includes("owner");

/** The newest requests of the subject, or of everybody to owners. */
export async function listApprovals(
  identity: IdentityContext,
  subject: Subject,
  onlyPending: boolean,
): Promise<readonly Approval[]> {
  const now = nowOf(identity);
  const userId = answersForAll(subject) ? undefined : subject.userId;
  const rows = await listRows(identity.db, { userId, pendingAt: onlyPending ? now : undefined });
  return rows.map((row) => toApproval(row, now));
}

/** One request; AppError "not_found" for another's. */
export async function readApproval(
  identity: IdentityContext,
  subject: Subject,
  id: string,
): Promise<Approval> {
  return toApproval(await find(identity, subject, id), nowOf(identity));
}

export interface Decision {
  readonly id: string;
  readonly status: "approved" | "denied";
  readonly origin: RequestOrigin;
}

/**
 * Answers a request as a person who logged in. Throws "forbidden" for a token, for an OAuth client, and for the session
 * that the call came with, which may be the assistant's; "conflict" for what waits no longer.
 */
export async function decide(
  identity: IdentityContext,
  subject: Subject,
  { id, status, origin }: Decision,
): Promise<Approval> {
  const row = await find(identity, subject, id);
  if (!isLogin(subject))
    throw notAPerson("a token or an OAuth client cannot approve; log in at the page /approvals");
  if (row.key_id === subject.keyId)
    throw notAPerson("the session that made the call cannot approve it; log in at the page /approvals");
  await identity.db.transaction().execute(async (db) => {
    const decided = await decideApproval(db, id, { status, by: subject.userId, now: nowOf(identity) });
    if (!decided) throw new AppError("conflict", "It waits no longer: it was answered, or its time is over.");
    await audit(db, { subject, origin, id, tool: row.tool, status });
  });
  return await readApproval(identity, subject, id);
}

const notAPerson = (why: string): AppError =>
  new AppError("forbidden", "Forbidden.", { detail: `Only a person who logged in may answer: ${why}.` });

async function find({ db }: IdentityContext, subject: Subject, id: string): Promise<ApprovalRow> {
  const row = await approvalById(db, id);
  if (row !== undefined && (row.user_id === subject.userId || answersForAll(subject))) return row;
  throw resourceNotFound();
}

function toApproval(row: ApprovalRow, now: Date): Approval {
  const isOver = row.expires_at <= now && (row.status === "pending" || row.status === "approved");
  const { id, user_id, username, tool, summary, digest, rule } = row;
  return {
    id,
    user_id,
    username,
    tool,
    summary,
    digest,
    rule,
    status: isOver ? "expired" : row.status,
    created_at: rfc3339(row.created_at),
    expires_at: rfc3339(row.expires_at),
  };
}
