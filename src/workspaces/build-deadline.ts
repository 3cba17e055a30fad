import type { BuildRow } from "../db/builds.ts";
import type { JobRow } from "../db/jobs.ts";

/**
 * When a running workspace is stopped unless it is used before: its TTL after the last use, or later where it was
 * extended. Null for one that does not run or has no TTL. `idleWorkspaces` asks the same of the database.
 */
export function buildDeadline(row: BuildRow, job: JobRow): Date | null {
  const { workspace_ttl_ms: ttl, workspace_last_used_at: used, deadline } = row;
  const startedAt = row.transition === "start" && job.status === "succeeded" ? job.completed_at : null;
  if (startedAt === null || ttl === null || ttl <= 0) return null;
  const idle = Math.max(used.getTime(), startedAt.getTime()) + ttl;
  return new Date(Math.max(idle, deadline?.getTime() ?? 0));
}
