import { sql, type Insertable, type Selectable } from "kysely";
import type { Db } from "./connect.ts";
import type { JobTable } from "./schema.ts";

export type JobRow = Selectable<JobTable>;

/** Seconds without a heartbeat after which another replica may take a job over. */
export const STALE_AFTER_SECONDS = 15;

export async function insertJob(db: Db, job: Insertable<JobTable>): Promise<void> {
  await db.insertInto("provisioner_jobs").values(job).execute();
}

export async function findJob(db: Db, id: string): Promise<JobRow | undefined> {
  return await db.selectFrom("provisioner_jobs").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findJobs(db: Db, ids: readonly string[]): Promise<readonly JobRow[]> {
  if (ids.length === 0) return [];
  return await db.selectFrom("provisioner_jobs").selectAll().where("id", "in", ids).execute();
}

/** How many jobs are open, and how many ended in the last hour, by type and status. */
export async function jobCounts(
  db: Db,
): Promise<readonly { readonly type: string; readonly status: string; readonly count: number }[]> {
  const { rows } = await sql<{ type: string; status: string; count: number }>`
    select type, status, count(*) as count from provisioner_jobs
     where completed_at is null or completed_at > now() - interval '1 hour'
     group by type, status`.execute(db);
  return rows;
}

/** Takes an unfinished job that no living replica runs; undefined if there is nothing to take. */
export async function claimJob(db: Db, id: string, workerId: string): Promise<JobRow | undefined> {
  return await db
    .updateTable("provisioner_jobs")
    .set((eb) => ({
      worker_id: workerId,
      attempt: eb("attempt", "+", 1),
      started_at: sql`coalesce(started_at, now())`,
      heartbeat_at: sql`now()`,
    }))
    .where("id", "=", id)
    .where("completed_at", "is", null)
    .where((eb) => eb.or([eb("worker_id", "is", null), eb("heartbeat_at", "<", staleSince())]))
    .returningAll()
    .executeTakeFirst();
}

/** Keeps a job of this attempt from being taken over; false when it was. */
export async function heartbeatJob(db: Db, id: string, attempt: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("provisioner_jobs")
    .set({ heartbeat_at: sql`now()` })
    .where("id", "=", id)
    .where("attempt", "=", attempt)
    .where("completed_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Gives an interrupted job back, so that any replica may begin it again. */
export async function releaseJob(db: Db, id: string, attempt: number): Promise<void> {
  await db
    .updateTable("provisioner_jobs")
    .set({ worker_id: null, heartbeat_at: null })
    .where("id", "=", id)
    .where("attempt", "=", attempt)
    .where("completed_at", "is", null)
    .execute();
}

export interface JobEnd {
  readonly id: string;
  /** Fences: only the attempt that runs may end the job. */
  readonly attempt: number;
  readonly error?: string;
}

/** Ends a job; undefined when another attempt owns it or it has ended. */
export async function completeJob(db: Db, end: JobEnd): Promise<JobRow | undefined> {
  return await db
    .updateTable("provisioner_jobs")
    .set({ completed_at: sql`now()`, error: end.error ?? "" })
    .where("id", "=", end.id)
    .where("attempt", "=", end.attempt)
    .where("completed_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

/** Marks an unfinished job as canceled; a pending one ends at once. Undefined if it cannot be canceled any more. */
export async function cancelJob(db: Db, id: string): Promise<JobRow | undefined> {
  return await db
    .updateTable("provisioner_jobs")
    .set({
      canceled_at: sql`now()`,
      completed_at: sql`case when started_at is null then now() end`,
    })
    .where("id", "=", id)
    .where("completed_at", "is", null)
    .where("canceled_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

/** Unfinished jobs whose replica is gone, oldest first. */
export async function orphanedJobs(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("provisioner_jobs")
    .select("id")
    .where("completed_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("heartbeat_at", "<", staleSince()),
        eb.and([eb("worker_id", "is", null), eb("created_at", "<", staleSince())]),
        eb.and([eb("worker_id", "is", null), eb("started_at", "is not", null)]),
      ]),
    )
    .orderBy("created_at")
    .execute();
  return rows.map(({ id }) => id);
}

/** Frees every running job: only for a deployment that knows it is alone on its database. */
export async function releaseAllJobs(db: Db): Promise<void> {
  await db
    .updateTable("provisioner_jobs")
    .set({ worker_id: null, heartbeat_at: null })
    .where("completed_at", "is", null)
    .execute();
}

const staleSince = () => sql<Date>`now() - make_interval(secs => ${STALE_AFTER_SECONDS})`;
