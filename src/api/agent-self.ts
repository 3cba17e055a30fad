import { Hono } from "hono";
import { AppError } from "../wire/errors.ts";
import { ReportAppStatus } from "../wire/app-status.ts";
import { authenticateAgent } from "../workspaces/agent-link.ts";
import { reportAppStatus } from "../workspaces/app-status.ts";
import type { AgentPlace } from "../workspaces/relay-to-agent.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { tokenOf } from "./authenticate.ts";
import { parseBody } from "./parse-body.ts";
import { replyMessage } from "./reply.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** What agents tell of themselves, with their own token (coder-api 8.6). */
export const agentSelfRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().patch("/workspaceagents/me/app-status", async (c) => {
    const agent = await selfOf(c, deps);
    await reportAppStatus(deps.workspaces, agent, await parseBody(c, ReportAppStatus));
    return replyMessage(c, "The status of the app was stored.");
  });

/** The agent that calls; throws "unauthenticated" when the token is not of a running workspace's agent. */
async function selfOf(c: ApiContext, { workspaces }: WorkspaceDeps): Promise<AgentPlace> {
  const token = tokenOf(c);
  const agent = token === undefined ? undefined : await authenticateAgent(workspaces, token);
  if (agent !== undefined) return agent;
  throw new AppError("unauthenticated", "Workspace agent not authorized.", {
    detail: "Send the token of an agent of a running workspace as header Coder-Session-Token.",
  });
}
