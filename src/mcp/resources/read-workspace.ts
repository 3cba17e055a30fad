import type { ReadResourceResult } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";
import { agentsOf, locateWorkspace } from "../../tools/locate-workspace.ts";
import { workspaceView } from "../../tools/workspace-view.ts";
import type { WorkspaceAgent } from "../../wire/workspace-agent.ts";
import { buildLogUri } from "./resource-links.ts";

/** A workspace as JSON. */
export async function readWorkspace(
  context: ToolContext,
  name: string,
  uri: string,
): Promise<ReadResourceResult["contents"]> {
  const workspace = await locateWorkspace(context, name);
  const { latest_build: build, owner_name: owner } = workspace;
  const { agents: _plain, build_number: _number, ...facts } = workspaceView(workspace);
  const view = {
    ...facts,
    agents: agentsOf(workspace).map(agentView),
    last_build: {
      number: build.build_number,
      transition: build.transition,
      status: build.job.status,
      error: build.job.error ?? null,
      reason: build.reason,
      initiator: build.initiator_name,
      created_at: build.created_at,
      completed_at: build.job.completed_at ?? null,
      log: buildLogUri({ owner, name: workspace.name }, build.build_number),
    },
  };
  return [{ uri, mimeType: "application/json", text: JSON.stringify(view, null, 2) }];
}

const agentView = ({ id, name, status, lifecycle_state, directory, apps, ...agent }: WorkspaceAgent) => ({
  id,
  name,
  status,
  lifecycle_state,
  operating_system: agent.operating_system,
  architecture: agent.architecture,
  directory: directory ?? null,
  apps: apps
    .filter(({ hidden }) => !hidden)
    .map((app) => ({
      slug: app.slug,
      display_name: app.display_name ?? app.slug,
      url: app.url ?? null,
      health: app.health,
    })),
});
