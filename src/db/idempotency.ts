import { sql } from "kysely";
import type { Db } from "./connect.ts";

export interface IdempotentCall {
  readonly userId: string;
  readonly key: string;
  /** Of the request, so that the same key with another request can be told. */
  readonly digest: string;
}

/**
 * Records in the transaction that makes `resourceId` which call made it. Undefined when this call is the first; else
 * what the first one recorded. A concurrent first call is waited for.
 */
export async function recordCall(
  db: Db,
  { userId, key, digest }: IdempotentCall,
  resourceId: string,
): Promise<{ digest: string; resource_id: string } | undefined> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("idempotency_keys")
    .values({ user_id: userId, key, digest, resource_id: resourceId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return undefined;
  return await db
    .selectFrom("idempotency_keys")
    .select(["digest", "resource_id"])
    .where("user_id", "=", userId)
    .where("key", "=", key)
    .executeTakeFirst();
}

/** Keys work for a day. */
export async function forgetOldCalls(db: Db): Promise<void> {
  await db
    .deleteFrom("idempotency_keys")
    .where("created_at", "<", sql<Date>`now() - interval '1 day'`)
    .execute();
}
