import { agentLogs, type AgentLogRow } from "../db/agent-logs.ts";
import { findAgent } from "../db/agents.ts";
import type { AgentLog } from "../wire/workspace-agent.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** The lines of an agent's log with an id above `after`, oldest first (coder-api 4.2). */
export async function listAgentLogs(
  { db }: Pick<WorkspacesContext, "db">,
  agentId: string,
  after: number,
): Promise<readonly AgentLog[]> {
  return (await agentLogs(db, agentId, after)).map((row) => toAgentLog(row));
}

/** Batches of lines above `after` as they are written, until the agent is off or `signal` is aborted. */
export async function* followAgentLogs(
  { db, events }: Pick<WorkspacesContext, "db" | "events">,
  agentId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<readonly AgentLog[], void, undefined> {
  using turns = events.follow("agent_log", agentId, signal);
  let last = after;
  while (await turns.next()) {
    // Read before the lines: an agent that is off by then writes no more of them.
    const agent = await findAgent(db, agentId);
    const rows = await agentLogs(db, agentId, last);
    last = rows.at(-1)?.id ?? last;
    if (rows.length > 0) yield rows.map((row) => toAgentLog(row));
    if (agent === undefined || agent.lifecycle_state === "off") return;
  }
}

const toAgentLog = (row: AgentLogRow): AgentLog => ({
  id: row.id,
  created_at: row.created_at.toISOString(),
  output: row.output,
  level: row.level,
  source_id: row.source_id,
});
