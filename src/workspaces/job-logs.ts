import { jobLogs, type JobLogRow } from "../db/job-logs.ts";
import { findJob } from "../db/jobs.ts";
import type { JobLog } from "../wire/provisioner-job.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** The lines of a job's log with an id above `after`, oldest first (coder-api 2.7). */
export async function listJobLogs(
  { db }: Pick<WorkspacesContext, "db">,
  jobId: string,
  after = 0,
): Promise<readonly JobLog[]> {
  return (await jobLogs(db, jobId, after)).map(toJobLog);
}

/** Lines above `after` as they are written; ends when the job is complete and all were yielded, or on `signal`. */
export async function* followJobLogs(
  { db, events }: Pick<WorkspacesContext, "db" | "events">,
  jobId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<JobLog, void, undefined> {
  using turns = events.follow("job_log", jobId, signal);
  let last = after;
  while (await turns.next()) {
    // Read before the lines: a job that is complete by then writes no more of them.
    const job = await findJob(db, jobId);
    for (const row of await jobLogs(db, jobId, last)) {
      last = row.id;
      yield toJobLog(row);
    }
    if (job === undefined || job.completed_at !== null) return;
  }
}

/** The log as `format=text` sends it: a line each, with time, level and stage. */
export function formatJobLogs(logs: readonly JobLog[]): string {
  return logs.map((log) => `${log.created_at} [${log.log_level}] ${log.stage}: ${log.output}\n`).join("");
}

const toJobLog = (row: JobLogRow): JobLog => ({
  id: row.id,
  created_at: row.created_at.toISOString(),
  log_source: row.source,
  log_level: row.level,
  stage: row.stage,
  output: row.output,
});
