import { sql } from "kysely";
import type { Db } from "./connect.ts";

const MOST = 100;

/** The last value of each parameter that a user has given to a template, by name. */
export async function lastParameters(
  db: Db,
  userId: string,
  templateId: string,
): Promise<readonly { name: string; value: string }[]> {
  return await db
    .selectFrom("workspace_build_parameters as p")
    .innerJoin("workspace_builds as b", "b.id", "p.build_id")
    .innerJoin("workspaces as w", "w.id", "b.workspace_id")
    .distinctOn("p.name")
    .select(["p.name", "p.value"])
    .where("w.owner_id", "=", userId)
    .where("w.template_id", "=", templateId)
    .where("b.transition", "=", sql.lit("start"))
    .orderBy("p.name")
    .orderBy("b.created_at", "desc")
    .limit(MOST)
    .execute();
}
