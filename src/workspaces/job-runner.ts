import { publish } from "../db/events.ts";
import {
  claimJob,
  completeJob,
  findJobs,
  heartbeatJob,
  orphanedJobs,
  releaseJob,
  type JobRow,
} from "../db/jobs.ts";
import type { JobType } from "../db/schema.ts";
import type { Db } from "../db/connect.ts";
import { AppError } from "../wire/errors.ts";
import { jobLogWriter, type JobLogWriter } from "./job-log.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** What a handler gets: `signal` is aborted when the job is canceled or the deployment shuts down. */
export interface RunningJob {
  readonly row: JobRow;
  readonly log: JobLogWriter;
  readonly signal: AbortSignal;
}

/** What one type of job does. */
export interface JobHandler {
  /** Does the work; what it returns runs in the transaction that completes the job. */
  readonly run: (context: WorkspacesContext, job: RunningJob) => Promise<(db: Db) => Promise<void>>;
  /** Runs in the transaction that ends a failed or canceled job. */
  readonly failed: (context: WorkspacesContext, db: Db, row: JobRow) => Promise<void>;
}

export type JobHandlers = Readonly<Record<JobType, JobHandler | undefined>>;

const CONCURRENCY = 8;
const MAX_ATTEMPTS = 3;
const HEARTBEAT_MS = 4000;
const SHUTDOWN = "the deployment is shutting down";

export interface JobRunner {
  /** Interrupts the running jobs, which the next start of a replica begins again; closing the queue waits for them. */
  readonly close: () => void;
}

/** Runs queued jobs on this replica, and takes over those of replicas that died. */
export async function startJobRunner(
  context: WorkspacesContext,
  handlers: JobHandlers,
  workerId: string,
): Promise<JobRunner> {
  const stopping = new AbortController();
  const running = new Map<string, AbortController>();
  const cancels = context.events.listen("job_canceled", (id) => {
    if (id === undefined) void abortCanceled(context, running).catch(report(context));
    else running.get(id)?.abort(canceled());
  });
  const runner = { context, handlers, workerId, running, stopping: stopping.signal };
  await context.jobs.work(CONCURRENCY, (jobId) => runJob(runner, jobId));
  await requeueOrphans(context);
  const rescue = setInterval(() => void requeueOrphans(context).catch(report(context)), HEARTBEAT_MS);
  return {
    close: () => {
      clearInterval(rescue);
      cancels[Symbol.dispose]();
      stopping.abort(SHUTDOWN);
      for (const controller of running.values()) controller.abort(SHUTDOWN);
    },
  };
}

interface Runner {
  readonly context: WorkspacesContext;
  readonly handlers: JobHandlers;
  readonly workerId: string;
  readonly running: Map<string, AbortController>;
  readonly stopping: AbortSignal;
}

async function requeueOrphans(context: WorkspacesContext): Promise<void> {
  for (const id of await orphanedJobs(context.db)) await context.jobs.enqueue(context.db, id);
}

/** Looks for what events that were missed would have told. */
async function abortCanceled(
  context: WorkspacesContext,
  running: ReadonlyMap<string, AbortController>,
): Promise<void> {
  for (const { id, canceled_at } of await findJobs(context.db, [...running.keys()])) {
    if (canceled_at !== null) running.get(id)?.abort(canceled());
  }
}

const canceled = (): AppError => new AppError("canceled", "canceled");

async function runJob(runner: Runner, jobId: string): Promise<void> {
  const { context, running } = runner;
  if (runner.stopping.aborted || running.has(jobId)) return;
  const controller = new AbortController();
  // Before the claim: others see the job run, and may cancel it, before this replica has the claim's answer.
  running.set(jobId, controller);
  try {
    const row = await claimJob(context.db, jobId, runner.workerId);
    if (row !== undefined) await runClaimed(runner, row, controller);
  } finally {
    running.delete(jobId);
  }
}

async function runClaimed(runner: Runner, row: JobRow, controller: AbortController): Promise<void> {
  const { context } = runner;
  const beat = setInterval(
    () => void keepAlive(context, row, controller).catch(report(context)),
    HEARTBEAT_MS,
  );
  try {
    if (runner.stopping.aborted) controller.abort(SHUTDOWN);
    if (row.canceled_at !== null) controller.abort(canceled());
    await attempt(runner, row, controller.signal);
  } finally {
    clearInterval(beat);
  }
}

async function keepAlive(
  context: WorkspacesContext,
  row: JobRow,
  controller: AbortController,
): Promise<void> {
  if (await heartbeatJob(context.db, row.id, row.attempt)) return;
  controller.abort(new AppError("conflict", "another replica took the job over"));
}

async function attempt(runner: Runner, row: JobRow, signal: AbortSignal): Promise<void> {
  const { context } = runner;
  const log = jobLogWriter(context.db, row.id);
  const handler = runner.handlers[row.type];
  try {
    if (handler === undefined)
      throw new AppError("unsupported", `jobs of type ${row.type} are not supported`);
    if (row.attempt > MAX_ATTEMPTS)
      throw new AppError("unavailable", `interrupted ${MAX_ATTEMPTS} times; given up`);
    signal.throwIfAborted();
    const finish = await handler.run(context, { row, log, signal });
    signal.throwIfAborted();
    await log.flush();
    await end(context, row, undefined, finish);
  } catch (error) {
    await interrupted(runner, { row, log, handler, signal }, error);
  }
}

interface Failed {
  readonly row: JobRow;
  readonly log: JobLogWriter;
  readonly handler: JobHandler | undefined;
  readonly signal: AbortSignal;
}

async function interrupted(
  runner: Runner,
  { row, log, handler, signal }: Failed,
  error: unknown,
): Promise<void> {
  const { context } = runner;
  const reasonOfEnd: unknown = signal.aborted ? signal.reason : error;
  if (runner.stopping.aborted) {
    await log.flush().catch(report(context));
    await releaseJob(context.db, row.id, row.attempt);
    return;
  }
  const wasCanceled = reasonOfEnd instanceof AppError && reasonOfEnd.code === "canceled";
  const reason = wasCanceled ? undefined : reasonOf(reasonOfEnd);
  if (reason !== undefined) log.write("error", "Failed", reason);
  if (!(error instanceof AppError)) context.log.error({ err: error, job: row.id }, "job failed");
  await log.flush().catch(report(context));
  await end(context, row, reason, async (db) => await handler?.failed(context, db, row));
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError)
    return error.detail === undefined ? error.message : `${error.message}: ${error.detail}`;
  return error instanceof Error ? error.message : String(error);
}

async function end(
  context: WorkspacesContext,
  row: JobRow,
  error: string | undefined,
  finish: (db: Db) => Promise<void>,
): Promise<void> {
  await context.db.transaction().execute(async (db) => {
    const ended = await completeJob(db, {
      id: row.id,
      attempt: row.attempt,
      ...(error !== undefined && { error }),
    });
    if (ended === undefined) return;
    await finish(db);
    await publish(db, "job_log", row.id);
  });
}

const report =
  (context: WorkspacesContext) =>
  (error: unknown): void =>
    context.log.error({ err: error }, "job bookkeeping failed");
