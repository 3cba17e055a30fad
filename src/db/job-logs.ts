import { sql, type Insertable, type Selectable } from "kysely";
import type { Db } from "./connect.ts";
import type { JobLogTable } from "./schema.ts";

export type JobLogRow = Selectable<JobLogTable>;

/** A job's log may hold so many bytes; what comes later is dropped and marked (coder-api 2.7). */
export const MAX_LOG_BYTES = 1024 * 1024;

/** Appends lines to a job's log, up to its limit. */
export async function appendJobLogs(
  db: Db,
  jobId: string,
  lines: readonly Insertable<JobLogTable>[],
): Promise<void> {
  const bytes = lines.reduce((sum, { output }) => sum + Buffer.byteLength(output), 0);
  const row = await db
    .updateTable("provisioner_jobs")
    .set((eb) => ({
      logs_length: eb("logs_length", "+", bytes),
      logs_overflowed: sql<boolean>`logs_overflowed or logs_length + ${bytes} > ${MAX_LOG_BYTES}`,
    }))
    .where("id", "=", jobId)
    .returning("logs_overflowed")
    .executeTakeFirst();
  if (row?.logs_overflowed === false)
    await db
      .insertInto("provisioner_job_logs")
      .values([...lines])
      .execute();
}

/** Lines after `after`, oldest first; `last` asks for only so many of the newest. */
export async function jobLogs(
  db: Db,
  jobId: string,
  after: number,
  last?: number,
): Promise<readonly JobLogRow[]> {
  const query = db
    .selectFrom("provisioner_job_logs")
    .selectAll()
    .where("job_id", "=", jobId)
    .where("id", ">", after);
  if (last === undefined) return await query.orderBy("id").execute();
  const rows = await query.orderBy("id", "desc").limit(last).execute();
  return rows.toReversed();
}
