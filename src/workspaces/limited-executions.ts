import { findAgentPlace, type AgentPlace } from "../db/agents.ts";
import {
  executionsOf,
  forgetExecutions,
  nameExecution,
  reserveExecution,
  type LimitedExecution,
} from "../db/limited-executions.ts";
import { Execution } from "../wire/agent-api.ts";
import { AppError } from "../wire/errors.ts";
import { wholeBody, type AgentResponse } from "./agent-response.ts";
import { isCurrent, relayToAgent, tunnelOf } from "./relay-to-agent.ts";
import type { AgentRequest } from "./tunnels.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** How many commands may run at once that are counted together, wherever they run. */
export interface ExecutionCap {
  readonly counter: string;
  readonly max: number;
  readonly refusal: AppError;
}

export interface CountedRequest {
  readonly agent: AgentPlace;
  readonly request: AgentRequest;
  /** None for a request that starts nothing. */
  readonly caps: readonly ExecutionCap[];
}

/** A start whose answer was lost counts for so long; longer than any start waits. */
const UNANSWERED_MS = 10 * 60_000;
const LOOK_WITHIN_MS = 5000;

/** Relays a request; one that starts a command is counted, and refused with a cap's refusal when there are too many. */
export async function relayCounted(
  context: WorkspacesContext,
  { agent, request, caps }: CountedRequest,
): Promise<AgentResponse> {
  if (caps.length === 0) return await relayToAgent(context, agent, request);
  tunnelOf(context, agent);
  const reserved: string[] = [];
  try {
    for (const cap of caps) reserved.push(await reserve(context, agent.id, cap));
  } catch (error) {
    await forgetExecutions(context.db, reserved);
    throw error;
  }
  // When this throws, the command may run or not: the reservation stays until it is old.
  const response = await relayToAgent(context, agent, request);
  const body = await wholeBody(response);
  await settle(context, reserved, response.status === 200 ? startedIn(body) : undefined);
  return { ...response, body: Buffer.from(body) };
}

async function reserve(context: WorkspacesContext, agentId: string, cap: ExecutionCap): Promise<string> {
  const { counter, max, refusal } = cap;
  const first = await reserveExecution(context.db, counter, agentId, max);
  if (first !== undefined) return first;
  await forgetEnded(context, counter);
  const second = await reserveExecution(context.db, counter, agentId, max);
  if (second === undefined) throw refusal;
  return second;
}

function startedIn(body: Buffer): string | undefined {
  const { execution } = JSON.parse(body.toString());
  const { id, state } = Execution.parse(execution);
  return state === "running" ? id : undefined;
}

async function settle(
  { db }: WorkspacesContext,
  reserved: readonly string[],
  executionId: string | undefined,
): Promise<void> {
  if (executionId === undefined) return await forgetExecutions(db, reserved);
  for (const id of reserved) await nameExecution(db, id, executionId);
}

/** Agents do not tell of every end, so they are asked when it matters. */
async function forgetEnded(context: WorkspacesContext, counter: string): Promise<void> {
  const counted = await executionsOf(context.db, counter);
  const ended = await Promise.all(
    counted.map(async (one) => ((await hasEnded(context, one)) ? [one.id] : [])),
  );
  await forgetExecutions(context.db, ended.flat());
}

async function hasEnded(context: WorkspacesContext, one: LimitedExecution): Promise<boolean> {
  const agent = await findAgentPlace(context.db, one.agent_id);
  if (agent === undefined || !isCurrent(agent) || agent.transition !== "start") return true;
  if (one.execution_id === null) return Date.now() - one.created_at.getTime() > UNANSWERED_MS;
  try {
    const path = `/executions/${one.execution_id}`;
    const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
    const response = await tunnelOf(context, agent).request({ method: "GET", path, signal });
    const body = await wholeBody(response);
    if (response.status !== 200) return response.status === 404;
    return Execution.parse(JSON.parse(body.toString())).state !== "running";
  } catch (error) {
    // Out of reach is not ended.
    if (error instanceof AppError || context.tunnels.get(agent.id) === undefined) return false;
    throw error;
  }
}
