import { setTimeout as sleep } from "node:timers/promises";
import type { JobLog, ProvisionerJob } from "../../wire/provisioner-job.ts";
import type { CliContext } from "../cli-context.ts";
import { plainText } from "../plain-text.ts";
import { spinner, type Spinner } from "../spinner.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/** A build or an import at the deployment. */
export interface JobSource {
  readonly job: () => Promise<ProvisionerJob>;
  /** The lines behind the one of this id, oldest first. */
  readonly logs: (after: number | undefined) => Promise<readonly JobLog[]>;
}

/** Waits until a job is over and shows its log on stderr meanwhile, with a spinner on a terminal; returns it. */
export async function followJob(
  { stderr, signal }: Pick<CliContext, "stderr" | "signal">,
  source: JobSource,
): Promise<ProvisionerJob> {
  const busy = spinner(stderr);
  const show = logPrinter(busy);
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      // The job before its log: once it is over, the log that is read then is whole.
      const job = await source.job();
      if (job.status === "pending") busy.step(queued(job));
      show(await source.logs(show.lastId()));
      if (isOver(job)) return job;
      await sleep(pause, undefined, { signal });
    }
  } finally {
    busy.stop();
  }
}

const isOver = ({ status }: ProvisionerJob): boolean => ["succeeded", "failed", "canceled"].includes(status);

const queued = ({ queue_position: position = 0 }: ProvisionerJob): string =>
  position > 0 ? `queued behind ${position}` : "queued";

interface LogPrinter {
  (lines: readonly JobLog[]): void;
  readonly lastId: () => number | undefined;
}

function logPrinter({ step, print }: Spinner): LogPrinter {
  let last: number | undefined;
  let stage = "";
  const show = (lines: readonly JobLog[]): void => {
    for (const line of lines) {
      last = line.id;
      if (line.stage !== stage) print(`==> ${plainText(line.stage)}`);
      if (line.stage !== stage) step(plainText(line.stage));
      stage = line.stage;
      if (line.output !== "") print(`    ${plainText(line.output)}`);
    }
  };
  return Object.assign(show, { lastId: () => last });
}
