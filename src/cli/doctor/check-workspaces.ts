import { AppError } from "../../wire/errors.ts";
import type { WorkspaceAgent } from "../../wire/workspace-agent.ts";
import type { Workspace } from "../../wire/workspace.ts";
import { type Check, type Finding, type Patient, failure, ok, warning } from "./check.ts";

/** No more are asked, so that the command stays quick. */
const MOST = 20;

/** The agents of the user's running workspaces answer. */
export const checkWorkspaces: Check = {
  name: "workspaces",
  needs: ["token"],
  run: async (patient) => {
    const { client, context } = patient;
    const { workspaces } = await client.workspaces.list(
      { q: "owner:me", limit: MOST },
      { signal: context.signal },
    );
    const running = workspaces.filter(({ latest_build: build }) => build.status === "running");
    if (running.length === 0) return [ok(`${workspaces.length} workspaces, none of them running`)];
    return (await Promise.all(running.map((workspace) => ofWorkspace(patient, workspace)))).flat();
  },
};

async function ofWorkspace(patient: Patient, workspace: Workspace): Promise<readonly Finding[]> {
  const agents = workspace.latest_build.resources.flatMap((resource) => resource.agents);
  if (agents.length === 0) return [warning(`${workspace.name} has no agent`, "Give its template an agent.")];
  return await Promise.all(agents.map((agent) => ofAgent(patient, `${workspace.name}.${agent.name}`, agent)));
}

async function ofAgent({ client, context }: Patient, name: string, agent: WorkspaceAgent): Promise<Finding> {
  if (agent.status !== "connected")
    return failure(
      `${name} is ${agent.status}`,
      "It must reach the deployment's access URL; its log is /var/log/coder/<agent>.log in the workspace. Restarting the workspace starts it again.",
    );
  try {
    await client.http.bytes({ path: `/workspaceagents/${agent.id}/metrics`, signal: context.signal });
    return ok(`${name} answers`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "unsupported" || error.code === "not_found")
      return ok(`${name} is connected; this deployment does not serve the agent API of this project`);
    return failure(
      `${name} is connected and does not answer: ${error.message}`,
      "Stop and start the workspace.",
    );
  }
}
