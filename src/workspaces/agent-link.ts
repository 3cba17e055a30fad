import type { Duplex } from "node:stream";
import {
  connectAgent,
  disconnectAgent,
  findAgentByToken,
  keepAgent,
  updateAgent,
  type AgentPlace,
} from "../db/agents.ts";
import { publish } from "../db/events.ts";
import { buildParameters } from "../db/builds.ts";
import { Hello, type Manifest } from "../wire/agent-tunnel.ts";
import { AppError } from "../wire/errors.ts";
import { hashAgentToken } from "./build-agents.ts";
import { readReports } from "./agent-reports.ts";
import { wholeBody } from "./agent-response.ts";
import type { Tunnel } from "./tunnels.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** Agents are seen at least so often; after twice the time they count as disconnected (coder-api 2.9). */
const KEEP_EVERY_MS = 15_000;
const MANIFEST_WITHIN_MS = 10_000;

/** The agent whose token this is; undefined when no running build has it (coder-api 8.6). */
export async function authenticateAgent(
  context: WorkspacesContext,
  token: string,
): Promise<AgentPlace | undefined> {
  return await findAgentByToken(context.db, hashAgentToken(token));
}

/** Serves one tunnel of an agent from its start to its end: manifest, then reports; keeps its row true meanwhile. */
export async function serveAgent(
  context: WorkspacesContext,
  agent: AgentPlace,
  socket: Duplex,
  replicaId: string,
): Promise<void> {
  const serving = serve(context, agent, socket, replicaId);
  context.tunnels.finishes(serving);
  await serving;
}

async function serve(
  context: WorkspacesContext,
  agent: AgentPlace,
  socket: Duplex,
  replicaId: string,
): Promise<void> {
  const tunnel = context.tunnels.attach(agent.id, socket);
  const ended = new AbortController();
  void tunnel.closed.then(() => ended.abort());
  const keeping = setInterval(
    () => void keepAgent(context.db, agent.id).catch(report(context, agent)),
    KEEP_EVERY_MS,
  );
  try {
    await connectAgent(context.db, agent.id, replicaId);
    await introduce(context, agent, tunnel);
    await publish(context.db, "workspace", agent.workspace_id);
    await readReports(context, agent, tunnel, ended.signal);
  } catch (error) {
    if (!ended.signal.aborted) report(context, agent)(error);
  } finally {
    clearInterval(keeping);
    tunnel.close();
    await tunnel.closed;
    await leave(context, agent, replicaId).catch(report(context, agent));
  }
}

async function introduce(context: WorkspacesContext, agent: AgentPlace, tunnel: Tunnel): Promise<void> {
  const response = await tunnel.request({
    method: "POST",
    path: "/manifest",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(await manifestOf(context, agent)),
    signal: AbortSignal.timeout(MANIFEST_WITHIN_MS),
  });
  const text = (await wholeBody(response)).toString();
  if (response.status !== 200) throw new AppError("unavailable", `the agent refused its manifest: ${text}`);
  const hello = Hello.parse(JSON.parse(text));
  await updateAgent(context.db, agent.id, hello);
}

async function manifestOf(context: WorkspacesContext, agent: AgentPlace): Promise<Manifest> {
  const { spec } = agent;
  const script = {
    id: agent.id,
    display_name: "Startup Script",
    script: spec.startup_script,
    timeout_seconds: spec.startup_timeout_seconds,
  };
  return {
    agent_id: agent.id,
    agent_name: agent.name,
    workspace_id: agent.workspace_id,
    workspace_name: agent.workspace_name,
    owner_name: agent.owner_name,
    build_id: agent.build_id,
    directory: spec.directory,
    env: { ...(await parameterEnv(context, agent)), ...spec.env },
    scripts: spec.startup_script.trim() === "" ? [] : [script],
    limits: context.executionLimits,
  };
}

/** Parameters reach scripts and commands as `CODER_PARAMETER_<NAME>`, the name in capitals with _ between its words. */
async function parameterEnv(context: WorkspacesContext, agent: AgentPlace): Promise<Record<string, string>> {
  const values = await buildParameters(context.db, agent.build_id);
  return Object.fromEntries(
    values.map(({ name, value }) => [
      `CODER_PARAMETER_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`,
      value,
    ]),
  );
}

async function leave(context: WorkspacesContext, agent: AgentPlace, replicaId: string): Promise<void> {
  // A newer tunnel of the same agent may be open already.
  if (context.tunnels.get(agent.id) !== undefined) return;
  await disconnectAgent(context.db, agent.id, replicaId);
  await publish(context.db, "workspace", agent.workspace_id);
}

const report =
  (context: WorkspacesContext, agent: AgentPlace) =>
  (error: unknown): void =>
    context.log.warn({ err: error, agent: agent.id }, "trouble with an agent's tunnel");
