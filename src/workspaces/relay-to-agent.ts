import { findAgentPlace, type AgentPlace } from "../db/agents.ts";
import { AppError } from "../wire/errors.ts";
import type { AgentResponse } from "./agent-response.ts";
import type { AgentRequest, Tunnel } from "./tunnels.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export type { AgentPlace } from "../db/agents.ts";

/** The agent and the workspace it belongs to; AppError not_found when there is none. */
export async function agentPlace(
  context: WorkspacesContext,
  agentId: string,
): Promise<AgentPlace | undefined> {
  return await findAgentPlace(context.db, agentId);
}

/** Sends a request through the agent's tunnel; AppError conflict or unavailable says why it cannot be reached. */
export async function relayToAgent(
  context: WorkspacesContext,
  agent: AgentPlace,
  request: AgentRequest,
): Promise<AgentResponse> {
  const tunnel = tunnelOf(context, agent);
  context.activity.touch(agent.workspace_id);
  return await tunnel.request(request);
}

/** The agent's tunnel; AppError gone, conflict or unavailable says why there is none. */
export function tunnelOf({ tunnels }: Pick<WorkspacesContext, "tunnels">, agent: AgentPlace): Tunnel {
  const tunnel = isCurrent(agent) ? tunnels.get(agent.id) : undefined;
  if (tunnel === undefined) throw unreachable(agent);
  return tunnel;
}

/** False for an agent of a build that is over: nothing runs there. */
export const isCurrent = (agent: AgentPlace): boolean =>
  !agent.workspace_deleted && agent.build_id === agent.latest_build_id;

function unreachable(agent: AgentPlace): AppError {
  const name = `${agent.owner_name}/${agent.workspace_name}`;
  if (agent.workspace_deleted) return new AppError("gone", `The workspace ${name} is deleted.`);
  if (agent.build_id !== agent.latest_build_id || agent.transition !== "start") {
    return new AppError("conflict", `The workspace ${name} is not running.`, { detail: "start it first" });
  }
  return new AppError("unavailable", `The agent "${agent.name}" of ${name} is not connected.`, {
    detail:
      "it connects by itself when the workspace is up; look at the workspace's status and the agent's logs",
    retryAfter: 2,
  });
}
