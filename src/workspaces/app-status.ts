import type { z } from "zod";
import type { AgentPlace } from "../db/agents.ts";
import { insertAppStatus, statusesOfAgents } from "../db/app-statuses.ts";
import { publish } from "../db/events.ts";
import { invalidField } from "../wire/errors.ts";
import type { ReportAppStatus } from "../wire/app-status.ts";
import type { WorkspaceAgent } from "../wire/workspace-agent.ts";
import { toAgent } from "./agent-view.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

type Context = Pick<WorkspacesContext, "db">;

/** Stores what an agent tells of one of its apps; throws "invalid" for an app that it does not have. */
export async function reportAppStatus(
  { db }: Context,
  agent: AgentPlace,
  report: z.output<typeof ReportAppStatus>,
): Promise<void> {
  const app = agent.apps.find(({ slug }) => slug === report.app_slug);
  if (app === undefined) throw invalidField("app_slug", unknownApp(agent, report.app_slug));
  await db.transaction().execute(async (transaction) => {
    await insertAppStatus(transaction, {
      workspace_id: agent.workspace_id,
      agent_id: agent.id,
      app_id: app.id,
      state: report.state,
      message: report.message,
      uri: report.uri,
    });
    await publish(transaction, "workspace", agent.workspace_id);
  });
}

function unknownApp({ name, apps }: AgentPlace, slug: string): string {
  const slugs = apps.map((app) => app.slug);
  const accepted = slugs.length === 0 ? "it has none" : `accepted are ${slugs.join(", ")}`;
  return `agent ${name} has no app "${slug}"; ${accepted}`;
}

/** An agent as the API shows it, with what its apps' statuses are. */
export async function viewAgent({ db }: Context, agent: AgentPlace): Promise<WorkspaceAgent> {
  return toAgent(agent, await statusesOfAgents(db, [agent.id]));
}
