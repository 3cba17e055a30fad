import type { ReportAppStatus } from "../wire/app-status.ts";
import { Response } from "../wire/response.ts";
import { listOf } from "../wire/scalars.ts";
import { AgentLog } from "../wire/workspace-agent.ts";
import type { CallOptions, Http } from "./http.ts";

const AgentLogs = listOf(AgentLog);

/** Agents of workspaces (coder-api 4.2), and what one tells of itself when the token is its own (coder-api 8.6). */
export const agentCalls = (http: Http) => ({
  /** The whole log so far, or only lines with ids greater than `after`. */
  logs: (id: string, after?: number, options: CallOptions = {}) =>
    http.json({ path: `/workspaceagents/${id}/logs`, query: { after }, ...options }, AgentLogs),

  reportStatus: (status: ReportAppStatus, options: CallOptions = {}) =>
    http.json(
      { method: "PATCH", path: "/workspaceagents/me/app-status", json: status, ...options },
      Response,
    ),
});
