import { sql } from "kysely";
import type { Db } from "./connect.ts";

export interface JobFilter {
  readonly organizationId: string;
  readonly ids?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly initiatorId?: string | undefined;
  /** Only jobs of this user. */
  readonly ownerId?: string | undefined;
  readonly limit: number;
}

/** A job and what it is about. */
export type ListedJob = Awaited<ReturnType<typeof listJobs>>[number];

/** Jobs of an organization, newest first. */
export async function listJobs(db: Db, filter: JobFilter) {
  const { organizationId, ids, statuses, initiatorId, ownerId, limit } = filter;
  return await db
    .selectFrom("provisioner_jobs as j")
    .leftJoin("workspace_builds as b", "b.job_id", "j.id")
    .leftJoin("workspaces as w", "w.id", "b.workspace_id")
    .leftJoin("template_versions as v", (join) =>
      join.on(sql<boolean>`v.id = coalesce(b.template_version_id, j.input_id)`),
    )
    .leftJoin("templates as t", "t.id", "v.template_id")
    .selectAll("j")
    .select([
      "v.name as version_name",
      "t.id as template_id",
      "t.name as template_name",
      "t.display_name as template_display_name",
      "t.icon as template_icon",
      "w.id as workspace_id",
      "w.name as workspace_name",
      "b.transition",
    ])
    .where("j.organization_id", "=", organizationId)
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`j.id = any(${ids}::uuid[])`))
    .$if(statuses !== undefined, (query) => query.where(sql<boolean>`j.status = any(${statuses}::text[])`))
    .$if(initiatorId !== undefined, (query) => query.where("j.initiator_id", "=", initiatorId ?? ""))
    .$if(ownerId !== undefined, (query) => query.where("j.initiator_id", "=", ownerId ?? ""))
    .orderBy("j.created_at", "desc")
    .orderBy("j.id")
    .limit(limit)
    .execute();
}
