import { invalidField } from "../wire/errors.ts";
import { followJobLogs, formatJobLogs, listJobLogs } from "../workspaces/job-logs.ts";
import type { ApiContext } from "./api-env.ts";
import { reply } from "./reply.ts";
import { frameStream } from "./socket.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** A job's log so far, or with `follow` a WebSocket with a frame for each line until the job's end (coder-api 2.7). */
export async function replyJobLogs(
  c: ApiContext,
  { workspaces }: Pick<WorkspaceDeps, "workspaces">,
  jobId: string,
): Promise<Response> {
  const [after, format] = [afterOf(c.req.query("after")), formatOf(c.req.query("format"))];
  // Its presence counts, even as `follow=false`.
  if (c.req.query("follow") !== undefined) {
    if (format === "text") throw invalidField("format", "must be json when following");
    return frameStream(c, (signal) => followJobLogs(workspaces, jobId, after, signal));
  }
  const logs = await listJobLogs(workspaces, jobId, after);
  return format === "json" ? reply(c, logs) : c.text(formatJobLogs(logs));
}

/** The id of the last line that the caller has, from the query; 0 for none. */
export function afterOf(text = ""): number {
  if (!/^\d{0,15}$/.test(text)) throw invalidField("after", "must be the id of a log line, a whole number");
  return Number(text);
}

/** The form in which a log is wanted. */
export function formatOf(text = "json"): "json" | "text" {
  if (text === "json" || text === "text") return text;
  throw invalidField("format", `must be json or text, not "${text}"`);
}
