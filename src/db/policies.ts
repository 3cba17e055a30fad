import type { Policy } from "../wire/policy.ts";
import type { Db } from "./connect.ts";

/** The policy that counts; undefined while none was ever set. */
export async function newestPolicy(db: Db): Promise<Policy | undefined> {
  const row = await db
    .selectFrom("deployment_policies")
    .select("document")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.document;
}

export async function insertPolicy(db: Db, policy: Policy, createdBy: string): Promise<void> {
  await db
    .insertInto("deployment_policies")
    .values({ document: JSON.stringify(policy), created_by: createdBy })
    .execute();
}
