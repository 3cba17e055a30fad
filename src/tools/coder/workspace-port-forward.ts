import { z } from "zod";
import { AppError } from "../../wire/errors.ts";
import type { WorkspaceAgent, WorkspaceApp } from "../../wire/workspace-agent.ts";
import type { ToolContext } from "../context.ts";
import { workspace } from "./arguments.ts";
import { appUrl, hostUrl, subdomainOf } from "./app-url.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { onStartedAgent } from "./started-agent.ts";

export const workspacePortForward = defineCoderTool({
  name: "coder_workspace_port_forward",
  title: "Coder: get a port's URL",
  description:
    "Get the URL at which the deployment serves a port of a workspace, which is started if it is stopped.",
  annotations: MUTATES,
  scopes: ["workspace:read", "workspace:start", "workspace:application_connect"],
  input: z.strictObject({ workspace, port: z.int().min(1).max(65_535) }),

  run: async (context, { workspace: text, port }) => {
    const place = await onStartedAgent(context, text, (target) => Promise.resolve(target));
    const host = await context.client.applicationHost({ signal: context.signal });
    if (host !== "") return jsonResult({ url: hostUrl(context, host, subdomainOf(place, String(port))) });
    const app = appOnPort(place.agent, port);
    if (app === undefined) return jsonResult({ url: await signedUrl(context, place.agent, port) });
    return jsonResult({ url: appUrl(context, place, { ...app, host }) });
  },
});

/** Ours serves ports without a host for them too; Coder's does not. */
async function signedUrl(
  { client, signal }: ToolContext,
  agent: WorkspaceAgent,
  port: number,
): Promise<string> {
  try {
    return (await client.agents.appUrl(agent.id, { port }, { signal })).url;
  } catch (error) {
    throw error instanceof AppError && error.code === "unsupported" ? noHost(port) : error;
  }
}

const appOnPort = ({ apps }: WorkspaceAgent, port: number): WorkspaceApp | undefined =>
  apps.find(({ url, external }) => !external && portOf(url) === port);

function portOf(text: string | undefined): number | undefined {
  const url = URL.parse(text ?? "");
  if (url === null) return undefined;
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

const noHost = (port: number): AppError =>
  new AppError(
    "unsupported",
    `no app host for forwarding has been configured, and no app of the workspace is on port ${port}`,
  );
