import { z } from "zod";
import { AppError } from "../../wire/errors.ts";
import { combineQuery } from "../combine-query.ts";
import type { ToolContext } from "../context.ts";
import { agentsOf, chooseAgent, isShown, locateWorkspace } from "../locate-workspace.ts";
import { READS } from "../tool.ts";
import { isUuid } from "../../wire/workspace-ref.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { logArguments } from "./log-arguments.ts";
import { boundLines } from "./log-lines.ts";

export const getWorkspaceAgentLogs = defineCoderTool({
  name: "coder_get_workspace_agent_logs",
  title: "Coder: get agent logs",
  description: "Get the log of a workspace agent: its startup scripts' output.",
  annotations: READS,
  scopes: ["workspace:read"],
  input: z.strictObject({
    workspace_agent_id: z.string().min(1).describe("UUID, or [owner/]workspace[.agent]"),
    after: logArguments.after,
  }),

  run: async (context, { workspace_agent_id: text, after }) => {
    const { client, signal } = context;
    const logs = await client.agents.logs(await agentId(context, text), after, { signal });
    const lines = boundLines(logs.map(({ output }) => output));
    return jsonResult(lines, `The last line has id ${logs.at(-1)?.id ?? after ?? 0}.`);
  },
});

async function agentId(context: ToolContext, text: string): Promise<string> {
  if (!isUuid(text)) return chooseAgent(await locateWorkspace(context, text), text).id;
  if (context.filter.fields.size > 0) await requireShownAgent(context, text);
  return text;
}

const SEARCHED = 100;

/** An agent's id does not tell its workspace, which the filter is about. */
async function requireShownAgent(context: ToolContext, id: string): Promise<void> {
  const { client, filter, cache, signal } = context;
  const me = (await cache.me(signal)).username.toLowerCase();
  const q = combineQuery(filter, { q: "", owner: "*", me });
  const { workspaces } = await client.workspaces.list({ q, limit: SEARCHED }, { signal });
  const owning = workspaces.find((one) => agentsOf(one).some((agent) => agent.id === id.toLowerCase()));
  if (owning !== undefined && (await isShown(context, owning))) return;
  throw new AppError("not_found", `no agent ${id}; name it as owner/workspace.agent`);
}
