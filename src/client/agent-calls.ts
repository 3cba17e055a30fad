import { z } from "zod";
import { AppUrl, type StartAppUrl } from "../wire/app-url.ts";
import { AppError } from "../wire/errors.ts";
import { ListeningPort } from "../wire/listening-ports.ts";
import type { ReportAppStatus } from "../wire/app-status.ts";
import { Response } from "../wire/response.ts";
import { listOf } from "../wire/scalars.ts";
import { AgentLog } from "../wire/workspace-agent.ts";
import { isUncodedStatus } from "./http-failure.ts";
import type { CallOptions, Http } from "./http.ts";

const Ports = z.object({ ports: listOf(ListeningPort) });
const AgentLogs = listOf(AgentLog);

/** Agents of workspaces (coder-api 4.2), and what one tells of itself when the token is its own (coder-api 8.6). */
export const agentCalls = (http: Http) => ({
  /** The whole log so far, or only lines with ids greater than `after`. */
  logs: (id: string, after?: number, options: CallOptions = {}) =>
    http.json({ path: `/workspaceagents/${id}/logs`, query: { after }, ...options }, AgentLogs),

  /** TCP ports on which something listens, but for those of apps. */
  listeningPorts: async (id: string, options: CallOptions = {}) =>
    await http.json({ path: `/workspaceagents/${id}/listening-ports`, ...options }, Ports),

  /** A URL for an app or a port that needs no login; "unsupported" where the deployment gives none. */
  appUrl: async (id: string, wanted: StartAppUrl, options: CallOptions = {}) => {
    const path = `/workspaceagents/${id}/apps/urls`;
    try {
      return await http.json({ method: "POST", path, json: wanted, ...options }, AppUrl);
    } catch (error) {
      if (!isUncodedStatus(error, 404, 405)) throw error;
      throw new AppError("unsupported", "this deployment gives no URLs for apps and ports", { cause: error });
    }
  },

  reportStatus: (status: ReportAppStatus, options: CallOptions = {}) =>
    http.json(
      { method: "PATCH", path: "/workspaceagents/me/app-status", json: status, ...options },
      Response,
    ),
});
