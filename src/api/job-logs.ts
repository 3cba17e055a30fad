import { invalidField } from "../wire/errors.ts";
import { followJobLogs, formatJobLogs, listJobLogs } from "../workspaces/job-logs.ts";
import type { ApiContext } from "./api-env.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { reply } from "./reply.ts";
import { frameStream } from "./socket.ts";

/** Answers with a job's log so far, or over a WebSocket with all of it until the job's end (coder-api 2.7). */
export async function replyJobLogs(
  c: ApiContext,
  { workspaces }: Pick<WorkspaceDeps, "workspaces">,
  jobId: string,
): Promise<Response> {
  const format = formatOf(c.req.query("format"));
  const after = afterOf(c.req.query("after"));
  if (c.req.query("follow") !== undefined) {
    if (format === "text") throw invalidField("format", "text cannot be followed; leave out one of both");
    return frameStream(c, (signal) => followJobLogs(workspaces, jobId, after, signal));
  }
  const logs = await listJobLogs(workspaces, jobId, after);
  return format === "json" ? reply(c, logs) : c.text(formatJobLogs(logs));
}

/** The query's `after`: the id of the last line that the caller has, 0 for none; "invalid" for anything else. */
export function afterOf(text = ""): number {
  if (!/^\d{0,15}$/.test(text))
    throw invalidField("after", "must be the id of a log line: a whole number, at least 0");
  return Number(text);
}

function formatOf(text = "json"): "json" | "text" {
  if (text === "json" || text === "text") return text;
  throw invalidField("format", `must be json or text, not "${text}"`);
}
