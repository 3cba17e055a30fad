import { PgBoss, fromKysely } from "pg-boss";
import type { Db } from "../db/connect.ts";

const QUEUE = "provisioner";

/** Provisioner jobs waiting for a replica: pg-boss holds the queue, `provisioner_jobs` the truth. */
export interface JobQueue {
  /** Queues a job in the transaction that `db` is in. */
  readonly enqueue: (db: Db, jobId: string) => Promise<void>;
  /** Starts to run queued jobs, at most `concurrency` at once. */
  readonly work: (concurrency: number, run: (jobId: string) => Promise<void>) => Promise<void>;
  /** Takes no more jobs and waits for the running ones. */
  readonly close: () => Promise<void>;
}

export interface JobQueueOptions {
  readonly url: string;
  readonly onError: (error: unknown) => void;
}

export async function openJobQueue({ url, onError }: JobQueueOptions): Promise<JobQueue> {
  const boss = new PgBoss({
    connectionString: url,
    max: 4,
    useListenNotify: true,
    application_name: "coder jobs",
  });
  boss.on("error", onError);
  await boss.start();
  // "short": one waiting entry a job, however often it is queued again.
  await boss.createQueue(QUEUE, { policy: "short", notify: true, retryLimit: 0, deleteAfterSeconds: 3600 });
  return {
    enqueue: async (db, jobId) => {
      await boss.send(QUEUE, { jobId }, { db: fromKysely(db), singletonKey: jobId });
    },
    work: async (concurrency, run) => {
      await boss.work<{ jobId: string }>(
        QUEUE,
        { localConcurrency: concurrency, pollingIntervalSeconds: 2 },
        async (jobs) => {
          for (const { data } of jobs) await run(data.jobId);
        },
      );
    },
    close: () => boss.stop({ graceful: true, timeout: 2500, close: true }),
  };
}
