import { PgBoss, fromKysely } from "pg-boss";
import type { Db } from "../db/connect.ts";
import type { Events } from "../db/events.ts";

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
  /** Runs SQL on a pool that survives lost connections. */
  readonly query: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  readonly events: Pick<Events, "channel">;
  readonly onError: (error: unknown) => void;
}

export async function openJobQueue({ query, events, onError }: JobQueueOptions): Promise<JobQueue> {
  const boss = new PgBoss({ db: { executeSql: query, listen: events.channel }, useListenNotify: true });
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
