import { sql } from "kysely";
import type { WorkspaceSelector } from "../wire/workspace-selector.ts";
import type { Db } from "./connect.ts";
import { selectedBy } from "./selected-by.ts";
import { SELECTED, withNames } from "./workspaces.ts";

/** Until the transaction ends, others that want to count this owner's workspaces wait. */
export async function lockWorkspacesOf(db: Db, ownerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`workspaces of ${ownerId}`}, 0))`.execute(db);
}

/** How many living workspaces of the owner all selectors take. */
export async function countSelectedWorkspaces(
  db: Db,
  ownerId: string,
  selectors: readonly WorkspaceSelector[],
): Promise<number> {
  const { count } = await withNames(db)
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("w.owner_id", "=", ownerId)
    .where("w.deleted", "=", false)
    .where(selectedBy(selectors, SELECTED))
    .executeTakeFirstOrThrow();
  return count;
}
