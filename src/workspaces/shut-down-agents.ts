import { agentsOfWorkspace } from "../db/agents.ts";
import { wholeBody } from "./agent-response.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** How long an agent may take to end its executions before the provisioner ends it anyway. */
const GRACE_MS = 5000;

/** Asks the agents that this replica holds to end what they run; one that does not answer is left to the provisioner. */
export async function shutDownAgents(
  context: WorkspacesContext,
  workspaceId: string,
  signal: AbortSignal,
): Promise<void> {
  const agents = await agentsOfWorkspace(context.db, workspaceId);
  await Promise.all(agents.map(async ({ id }) => await shutDown(context, id, signal)));
}

async function shutDown(context: WorkspacesContext, agentId: string, signal: AbortSignal): Promise<void> {
  const tunnel = context.tunnels.get(agentId);
  if (tunnel === undefined) return;
  const bound = AbortSignal.any([signal, AbortSignal.timeout(GRACE_MS)]);
  try {
    await wholeBody(await tunnel.request({ method: "POST", path: "/shutdown", signal: bound }));
  } catch (error) {
    context.log.warn({ err: error, agent: agentId }, "the agent did not shut down by itself");
  }
}
