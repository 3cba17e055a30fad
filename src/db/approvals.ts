import { sql, type Insertable } from "kysely";
import type { Db } from "./connect.ts";
import type { ApprovalTable } from "./limits-schema.ts";

export type ApprovalRow = NonNullable<Awaited<ReturnType<typeof approvalById>>>;

const rows = (db: Db) =>
  db
    .selectFrom("approvals as a")
    .innerJoin("users as u", "u.id", "a.user_id")
    .selectAll("a")
    .select("u.username");

export async function approvalById(db: Db, id: string) {
  return await rows(db).where("a.id", "=", id).executeTakeFirst();
}

/** The newest hundred; of every user without `userId`, and those that wait only when asked. */
export async function listApprovals(
  db: Db,
  { userId, pendingAt }: { readonly userId: string | undefined; readonly pendingAt: Date | undefined },
) {
  let query = rows(db).orderBy("a.created_at", "desc").limit(100);
  if (userId !== undefined) query = query.where("a.user_id", "=", userId);
  if (pendingAt !== undefined)
    query = query.where("a.status", "=", "pending").where("a.expires_at", ">", pendingAt);
  return await query.execute();
}

/** The request for the same call that still waits or was decided, so that repeating a call asks once. */
export async function openApproval(db: Db, userId: string, digest: string, now: Date) {
  return await rows(db)
    .where("a.user_id", "=", userId)
    .where("a.digest", "=", digest)
    .where("a.status", "in", ["pending", "denied"])
    .where("a.expires_at", ">", now)
    .orderBy("a.created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function insertApproval(db: Db, approval: Insertable<ApprovalTable>): Promise<void> {
  await db.insertInto("approvals").values(approval).execute();
}

/** Uses up one approval of the call; undefined when there is none. Of those who race for one, one gets it. */
export async function useApproval(
  db: Db,
  userId: string,
  digest: string,
  now: Date,
): Promise<string | undefined> {
  const { rows: used } = await sql<{ id: string }>`
    update approvals set status = 'used' where id = (
      select id from approvals
       where user_id = ${userId} and digest = ${digest} and status = 'approved' and expires_at > ${now}
       order by created_at limit 1 for update skip locked)
    returning id`.execute(db);
  return used[0]?.id;
}

/** False when it no longer waits. */
export async function decideApproval(
  db: Db,
  id: string,
  decision: { readonly status: "approved" | "denied"; readonly by: string; readonly now: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("approvals")
    .set({ status: decision.status, decided_by: decision.by, decided_at: decision.now })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .where("expires_at", ">", decision.now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
