import { CALLER_HEADER } from "../wire/agent-tunnel.ts";
import { AppError } from "../wire/errors.ts";
import { codeOfStatus, isErrorCode } from "../wire/http-status.ts";
import { Response as Envelope } from "../wire/response.ts";
import { relayToAgent, type AgentPlace } from "../workspaces/relay-to-agent.ts";
import { wholeBody, type AgentResponse } from "../workspaces/agent-response.ts";
import type { AgentRequest } from "../workspaces/tunnels.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** A request of the deployment itself, on behalf of a user. */
export interface AgentCall extends Omit<AgentRequest, "headers"> {
  readonly username: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks an agent; its refusals are thrown as the AppErrors that they were there. */
export async function askAgent(
  { workspaces }: Pick<WorkspaceDeps, "workspaces">,
  agent: AgentPlace,
  { username, headers, ...request }: AgentCall,
): Promise<AgentResponse> {
  const from = { [CALLER_HEADER]: encodeURIComponent(username) };
  const response = await relayToAgent(workspaces, agent, { ...request, headers: { ...headers, ...from } });
  if (response.status < 400 || response.status === 416) return response;
  throw refusal(response.status, (await wholeBody(response)).toString("utf8"));
}

function refusal(status: number, text: string): Error {
  const envelope = Envelope.safeParse(parse(text)).data;
  const code =
    envelope?.code !== undefined && isErrorCode(envelope.code) ? envelope.code : codeOfStatus(status);
  if (envelope === undefined || code === undefined) return new Error(`the agent answered ${status}: ${text}`);
  const { message, detail, validations } = envelope;
  return new AppError(code, message, { detail, validations: validations ?? [] });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
