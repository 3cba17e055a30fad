import type { Kysely } from "kysely";
import { publish } from "../db/events.ts";
import { appendJobLogs } from "../db/job-logs.ts";
import type { Database } from "../db/schema.ts";
import type { BuildLog } from "../provisioners/provisioner.ts";

export interface JobLogWriter {
  readonly write: BuildLog;
  /** Stores what is still in memory; throws what storing it threw. */
  readonly flush: () => Promise<void>;
}

const FLUSH_AFTER_MS = 50;
const MAX_LINE = 8192;

/** Collects a job's log lines and stores them in small batches, in order. */
export function jobLogWriter(db: Kysely<Database>, jobId: string): JobLogWriter {
  let lines: { created_at: Date; level: string; stage: string; output: string }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let storing: Promise<void> = Promise.resolve();

  const store = async (): Promise<void> => {
    const batch = lines.map((line) => ({ ...line, job_id: jobId, source: "provisioner" }));
    lines = [];
    if (batch.length === 0) return;
    await appendJobLogs(db, jobId, batch);
    await publish(db, "job_log", jobId);
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    storing = storing.then(store);
    return storing;
  };
  return {
    write: (level, stage, output) => {
      lines.push({
        created_at: new Date(),
        level,
        stage,
        output: output.replaceAll("\0", "").slice(0, MAX_LINE),
      });
      // A failed batch is reported by the flush at the job's end.
      timer ??= setTimeout(() => void flush().catch(() => undefined), FLUSH_AFTER_MS);
    },
    flush,
  };
}
