import { Readable } from "node:stream";
import { Hono } from "hono";
import type { TracePlace } from "../lib/request-scope.ts";
import { formatTraceparent } from "../lib/traceparent.ts";
import { isReading, type Action } from "../oauth/rbac-catalog.ts";
import { CALLER_HEADER, PATHS_HEADER } from "../wire/agent-tunnel.ts";
import { invalidField, resourceNotFound } from "../wire/errors.ts";
import { viewAgent } from "../workspaces/app-status.ts";
import { followAgentLogs, listAgentLogs } from "../workspaces/agent-log-view.ts";
import { relayCounted } from "../workspaces/limited-executions.ts";
import { agentPlace, type AgentPlace } from "../workspaces/relay-to-agent.ts";
import { bodyOf, type AgentResponse } from "../workspaces/agent-response.ts";
import type { AgentRequest } from "../workspaces/tunnels.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { subjectOf } from "./authenticate.ts";
import { admitTools, executionCaps } from "./admit-tools.ts";
import { authorize } from "./authorize.ts";
import { afterOf, formatOf } from "./job-logs.ts";
import { guardRelay } from "./guard-call.ts";
import { readBody } from "./read-body.ts";
import { relayFacts } from "./relay-facts.ts";
import { RELAYED_CALLS, type RelayedCall } from "./relayed-calls.ts";
import { reply } from "./reply.ts";
import { frameStream } from "./socket.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { placeOfAgent, workspaceTarget } from "./workspace-param.ts";

/** Agents: their state, their logs, and their own API (coder-api 4.2). */
export const agentRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> => {
  const routes = new Hono<ApiEnv>()
    .get("/workspaceagents/:agent", async (c) =>
      reply(c, await viewAgent(deps.workspaces, await agentParam(c, deps, "read"))),
    )
    .get("/workspaceagents/:agent/logs", async (c) => await replyLogs(c, deps))
    .get("/workspaceagents/:agent/startup-logs", async (c) => await replyLogs(c, deps));
  for (const call of RELAYED_CALLS) {
    routes.on(call.method, `/workspaceagents/:agent${call.path}`, async (c) => await relay(c, deps, call));
  }
  return routes;
};

/** Tells the entry of this request, and that of the call which it is part of, where something is done. */
function notePlace(c: ApiContext, { scopes }: WorkspaceDeps, agent: AgentPlace): void {
  const { id: agentId, workspace_id: workspaceId, name } = agent;
  noteForAudit(c, { before: { id: agentId, name }, workspaceId, agentId });
  Object.assign(scopes.current()?.place ?? {}, { workspaceId, agentId });
}

/** The agent that `:agent` of a path names, in a workspace on which the subject may do `action`. */
export async function agentParam(c: ApiContext, deps: WorkspaceDeps, action: Action): Promise<AgentPlace> {
  const subject = subjectOf(c);
  const agent = await agentPlace(deps.workspaces, uuidParam(c, "agent"));
  if (agent === undefined) throw resourceNotFound();
  notePlace(c, deps, agent);
  authorize(subject, action, workspaceTarget(placeOfAgent(agent)));
  return agent;
}

async function replyLogs(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const agent = await agentParam(c, deps, "read");
  const [after, format] = [afterOf(c.req.query("after")), formatOf(c.req.query("format"))];
  // Its presence counts, even as `follow=false`.
  if (c.req.query("follow") !== undefined) {
    if (format === "text") throw invalidField("format", "must be json when following");
    return frameStream(c, (signal) => followAgentLogs(deps.workspaces, agent.id, after, signal));
  }
  const logs = await listAgentLogs(deps.workspaces, agent.id, after);
  return format === "json" ? reply(c, logs) : c.text(logs.map(({ output }) => `${output}\n`).join(""));
}

async function relay(c: ApiContext, deps: WorkspaceDeps, call: RelayedCall): Promise<Response> {
  const agent = await agentParam(c, deps, call.action);
  const subject = subjectOf(c);
  if (!isReading(call.action)) admitTools(subject.limits, call.tools, deps);
  const { workspace } = workspaceTarget(placeOfAgent(agent));
  const trace = deps.scopes.current()?.trace;
  const span = deps.observer?.span("tunnel", "client", trace);
  const wanted = await toAgentRequest(c, agent, span?.place ?? trace);
  const request = await guardRelay(c, deps, { subject, tool: call.tools[0], workspace, request: wanted });
  const caps = call.path === "/executions" && call.method === "POST" ? executionCaps(subject.limits) : [];
  const relayed = relayCounted(deps.workspaces, { agent, request, caps });
  const response = await relayed.finally(() => span?.end({}));
  if (c.env?.caller === undefined && Buffer.isBuffer(response.body))
    noteForAudit(c, { outcome: relayFacts(call, response.body.toString()) });
  return new Response(bodyOf(response), { status: response.status, headers: passedOn(response) });
}

async function toAgentRequest(
  c: ApiContext,
  agent: AgentPlace,
  trace: TracePlace | undefined,
): Promise<AgentRequest> {
  const url = new URL(c.req.url);
  const prefix = `/api/v2/workspaceagents/${agent.id}`;
  const type = c.req.header("content-type");
  const subject = subjectOf(c);
  const paths = subject.limits.flatMap(({ rules }) => (rules.paths === undefined ? [] : [rules.paths]));
  return {
    method: c.req.method,
    path: c.req.path.slice(prefix.length) + url.search,
    headers: {
      [CALLER_HEADER]: encodeURIComponent(subject.username),
      ...(paths.length > 0 && { [PATHS_HEADER]: encodeURIComponent(JSON.stringify(paths)) }),
      ...(type === undefined ? {} : { "content-type": type }),
      ...(trace !== undefined && { traceparent: formatTraceparent(trace) }),
    },
    body: await requestBody(c),
    signal: c.req.raw.signal,
  };
}

/** JSON goes on whole; file contents stream through. */
async function requestBody(c: ApiContext): Promise<AgentRequest["body"]> {
  if (c.req.method === "GET") return undefined;
  if (c.req.method === "POST") {
    const bytes = Buffer.from(await readBody(c));
    if (c.env?.caller === undefined) noteForAudit(c, { body: jsonOrText(bytes.toString()) });
    return bytes;
  }
  const { body } = c.req.raw;
  return body === null ? undefined : Readable.fromWeb(body);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const PASSED = ["content-type", "content-length", "etag", "x-file-size", "retry-after"] as const;

function passedOn({ headers }: AgentResponse): Record<string, string> {
  return Object.fromEntries(
    PASSED.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
