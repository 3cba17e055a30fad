import { setTimeout as sleep } from "node:timers/promises";
import type { JobLog, ProvisionerJob } from "../../wire/provisioner-job.ts";
import { remainingMs, waitDeadline, type ToolContext } from "../context.ts";
import type { ToolResult } from "../tool.ts";
import { jsonResult } from "./json-result.ts";
import { boundLines } from "./log-lines.ts";

const POLL_MS = 1000;
const ENDED: readonly string[] = ["succeeded", "failed", "canceled"];

export interface FollowedJob {
  readonly job: () => Promise<Pick<ProvisionerJob, "status">>;
  /** Lines with ids greater than `after`. */
  readonly lines: (after: number | undefined) => Promise<readonly JobLog[]>;
  readonly after: number | undefined;
  /** Seconds to wait for the job's end. */
  readonly waitSeconds: number;
}

/** The log of a job as Coder's tools answer it, with what is logged until it ends or the wait is over. */
export async function followJobLog(context: ToolContext, followed: FollowedJob): Promise<ToolResult> {
  const deadline = waitDeadline(context, followed.waitSeconds);
  const logs: JobLog[] = [];
  const lastId = (): number | undefined => logs.at(-1)?.id ?? followed.after;
  for (;;) {
    // Asked for before the lines: what an ended job logged is then all there.
    const { status } = await followed.job();
    logs.push(...(await followed.lines(lastId())));
    if (ENDED.includes(status)) return resultOf(logs, undefined);
    const left = remainingMs(deadline);
    if (left === 0)
      return resultOf(logs, `The job is ${status}; call again with after=${lastId() ?? 0} for what follows.`);
    await sleep(Math.min(POLL_MS, left), undefined, { signal: context.signal });
  }
}

const resultOf = (logs: readonly JobLog[], note: string | undefined): ToolResult =>
  jsonResult(boundLines(logs.map(({ output }) => output)), note);
