import { createInterface } from "node:readline";
import type { Insertable } from "kysely";
import { appendAgentLogs } from "../db/agent-logs.ts";
import { findAgent, updateAgent, type AgentPlace } from "../db/agents.ts";
import type { Db } from "../db/connect.ts";
import { publish } from "../db/events.ts";
import type { AgentLogTable } from "../db/agent-report-tables.ts";
import { touchWorkspace } from "../db/workspaces.ts";
import { type Lifecycle, Report } from "../wire/agent-tunnel.ts";
import { streamedBody } from "./agent-response.ts";
import type { Tunnel } from "./tunnels.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** Stores what the agent reports until the tunnel ends; a report is stored once, also over reconnects. */
export async function readReports(
  context: WorkspacesContext,
  agent: AgentPlace,
  tunnel: Tunnel,
  signal: AbortSignal,
): Promise<void> {
  const after = (await findAgent(context.db, agent.id))?.last_report_id ?? 0;
  const response = await tunnel.request({ method: "GET", path: `/reports?after=${after}`, signal });
  const waiting: Report[] = [];
  let storing: Promise<void> = Promise.resolve();
  const drain = async (): Promise<void> => {
    const batch = waiting.splice(0);
    if (batch.length > 0) await store(context, agent, batch);
  };
  for await (const line of createInterface({ input: streamedBody(response) })) {
    waiting.push(Report.parse(JSON.parse(line)));
    // Lines that arrive while a batch is stored make the next batch.
    storing = storing.then(drain);
  }
  await storing;
}

async function store(context: WorkspacesContext, agent: AgentPlace, batch: readonly Report[]): Promise<void> {
  await context.db.transaction().execute(async (db) => {
    const logs = batch.flatMap((report) => logRow(agent, report));
    await appendAgentLogs(db, agent.id, logs);
    await storeLifecycle(db, agent, batch);
    if (batch.some(({ kind }) => kind === "activity")) await touchWorkspace(db, agent.workspace_id);
    await updateAgent(db, agent.id, { last_report_id: Math.max(...batch.map(({ id }) => id)) });
    if (logs.length > 0) await publish(db, "agent_log", agent.id);
  });
}

function logRow(agent: AgentPlace, report: Report): Insertable<AgentLogTable>[] {
  if (report.kind !== "log") return [];
  const { at, level, source_id, output } = report;
  return [
    { agent_id: agent.id, created_at: new Date(at), level, source_id, output: output.replaceAll("\0", "") },
  ];
}

async function storeLifecycle(db: Db, agent: AgentPlace, batch: readonly Report[]): Promise<void> {
  const changes = batch.flatMap((report) => (report.kind === "lifecycle" ? [report] : []));
  for (const { state, at } of changes) {
    await updateAgent(db, agent.id, { lifecycle_state: state, ...stampOf(state, new Date(at)) });
  }
  if (changes.length === 0) return;
  await publish(db, "workspace", agent.workspace_id);
  await publish(db, "agent_log", agent.id);
}

function stampOf(state: Lifecycle, at: Date): { started_at?: Date; ready_at?: Date } {
  if (state === "starting") return { started_at: at };
  return state === "ready" || state === "start_error" || state === "start_timeout" ? { ready_at: at } : {};
}
