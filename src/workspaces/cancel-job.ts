import { findJob, cancelJob, type JobRow } from "../db/jobs.ts";
import { publish } from "../db/events.ts";
import { AppError } from "../wire/errors.ts";
import { JOB_HANDLERS } from "./job-handlers.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Cancels an unfinished job; a pending one ends at once. AppError invalid when it has ended or is being canceled,
 * precondition when its status is not the expected one (coder-api 2.6).
 */
export async function cancelProvisionerJob(
  context: WorkspacesContext,
  jobId: string,
  expected?: string,
): Promise<void> {
  await context.db.transaction().execute(async (db) => {
    const before = await findJob(db, jobId);
    if (before !== undefined && expected !== undefined && before.status !== expected) {
      throw new AppError("precondition", `The job is ${before.status}, not ${expected}.`);
    }
    const row = await cancelJob(db, jobId);
    if (row === undefined) throw new AppError("invalid", refusal(before));
    if (row.completed_at !== null) await JOB_HANDLERS[row.type]?.failed(context, db, row);
    await publish(db, "job_canceled", jobId);
    await publish(db, "job_log", jobId);
  });
}

function refusal(row: JobRow | undefined): string {
  return row?.completed_at === null
    ? "Job has already been marked as canceled."
    : "Job has already completed.";
}
