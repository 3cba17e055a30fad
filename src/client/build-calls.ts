import { JobLog } from "../wire/provisioner-job.ts";
import { Response } from "../wire/response.ts";
import { ParameterValue } from "../wire/rich-parameter.ts";
import { listOf } from "../wire/scalars.ts";
import { WorkspaceBuild } from "../wire/workspace-build.ts";
import type { CallOptions, Http } from "./http.ts";

const JobLogs = listOf(JobLog);
const ParameterValues = listOf(ParameterValue);

/** Workspace builds and their logs (coder-api 2.6, 2.7). */
export const buildCalls = (http: Http) => ({
  get: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/workspacebuilds/${id}`, ...options }, WorkspaceBuild),

  /** The whole log so far, or only lines with ids greater than `after`. */
  logs: (id: string, after?: number, options: CallOptions = {}) =>
    http.json({ path: `/workspacebuilds/${id}/logs`, query: { after }, ...options }, JobLogs),

  /** What it was built with, without the ephemeral ones. */
  parameters: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/workspacebuilds/${id}/parameters`, ...options }, ParameterValues),

  cancel: (id: string, options: CallOptions = {}) =>
    http.json({ method: "PATCH", path: `/workspacebuilds/${id}/cancel`, ...options }, Response),
});
