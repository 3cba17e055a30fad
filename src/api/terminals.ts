import { Readable } from "node:stream";
import { Hono } from "hono";
import { html } from "hono/html";
import { jsonObjects } from "../lib/json-objects.ts";
import type { Subject } from "../oauth/rbac.ts";
import { CALLER_HEADER } from "../wire/agent-tunnel.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import { Response as Envelope } from "../wire/response.ts";
import { MAX_TERMINAL_MESSAGE, TerminalBackend, TerminalInput, TerminalQuery } from "../wire/terminal.ts";
import { relayToAgent, tunnelOf, type AgentPlace } from "../workspaces/relay-to-agent.ts";
import { streamedBody, wholeBody, type AgentResponse } from "../workspaces/agent-response.ts";
import { admitTools } from "./admit-tools.ts";
import { agentParam } from "./agents.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { auditAccess } from "./audit-access.ts";
import { subjectOf } from "./authenticate.ts";
import { guardCall } from "./guard-call.ts";
import { handshakeOf, type Frames } from "./socket.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { placeOfAgent, workspaceTarget } from "./workspace-param.ts";

/** How long the agent may take to open the terminal (coder-api 4.1). */
const OPEN_WITHIN_MS = 30_000;
const MAX_OBJECT = 32 * MAX_TERMINAL_MESSAGE;

/** Terminals of people: one WebSocket for each client (coder-api 4.1). */
export const terminalRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get("/workspaceagents/:agent/pty", async (c) => {
    // Nobody in particular learns no more than that there is nothing.
    if (c.var.caller.kind === "anonymous") throw resourceNotFound();
    const handshake = handshakeOf(c);
    try {
      const agent = await reachableAgent(c, deps);
      const query = terminalQuery(c);
      const { limits } = subjectOf(c);
      admitTools(limits, ["execute_command"], deps);
      const { workspace } = workspaceTarget(placeOfAgent(agent));
      await guardCall(c, deps, { tool: "execute_command", workspace, args: "terminal" });
      if (handshake === undefined) throw new AppError("invalid", "This needs a WebSocket.", { status: 426 });
      await audit(c, deps, agent, { statusCode: 101, query });
      handshake.accept(terminal(deps, agent, { query, subject: subjectOf(c) }), true);
      return c.body(null, 200);
    } catch (error) {
      if (error instanceof AppError && error.code === "not_found") return notFoundPage(c, error);
      throw error;
    }
  });

/** Whom the caller may not see, and whom nobody can reach, are both 404 here. */
async function reachableAgent(c: ApiContext, deps: WorkspaceDeps): Promise<AgentPlace> {
  const agent = await agentParam(c, deps, "exec").catch((error: unknown) => {
    if (error instanceof AppError && error.code === "forbidden") throw asNotFound(error);
    throw error;
  });
  try {
    tunnelOf(deps.workspaces, agent);
    return agent;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await audit(c, deps, agent, { statusCode: 404 });
    throw asNotFound(error);
  }
}

const asNotFound = ({ message, detail }: AppError): AppError =>
  new AppError("not_found", message, { detail });

function notFoundPage(c: ApiContext, { message, detail = "" }: AppError): Response | Promise<Response> {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>404 - Not found</title>
      </head>
      <body>
        <h1>404 - Not found</h1>
        <p>${message}</p>
        <p>${detail}</p>
      </body>
    </html>`;
  return c.html(page, 404);
}

function terminalQuery(c: ApiContext): TerminalQuery {
  const query = c.req.query();
  for (const field of ["container", "container_user"]) {
    if (query[field])
      throw invalid([{ field, detail: "terminals in containers are not supported: leave it out" }]);
  }
  const parsed = TerminalQuery.safeParse(query);
  const backend = TerminalBackend.optional().safeParse(query["backend_type"] || undefined);
  if (parsed.success && backend.success) return parsed.data;
  throw invalid([
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({ field: path.join("."), detail: message })),
    ...(backend.error?.issues ?? []).map(({ message }) => ({ field: "backend_type", detail: message })),
  ]);
}

const invalid = (validations: readonly { readonly field: string; readonly detail: string }[]): AppError =>
  new AppError("invalid", "Invalid query parameters.", { validations });

interface Attaching {
  readonly query: TerminalQuery;
  readonly subject: Subject;
}

/** What the terminal shows, while what the client types goes the other way. */
function terminal(deps: WorkspaceDeps, agent: AgentPlace, { query, subject }: Attaching): Frames {
  return async function* frames(gone, input) {
    const over = new AbortController();
    const body = Readable.from(typedLines(input, gone));
    body.once("error", (error) => over.abort(error));
    try {
      const signal = AbortSignal.any([gone, over.signal]);
      const path = `/terminal?${pathQuery(query).toString()}`;
      const headers = { [CALLER_HEADER]: encodeURIComponent(subject.username) };
      const opening = relayToAgent(deps.workspaces, agent, { method: "POST", path, headers, body, signal });
      const response = await withinOpeningTime(opening, over);
      if (response.status !== 200) throw await refusalOf(response);
      for await (const chunk of streamedBody(response)) yield Buffer.from(chunk);
    } catch (error) {
      throw over.signal.aborted ? over.signal.reason : error;
    } finally {
      over.abort();
      body.destroy();
    }
  };
}

const pathQuery = ({ reconnect, width, height, command }: TerminalQuery): URLSearchParams =>
  new URLSearchParams({ reconnect, width: String(width), height: String(height), command });

async function withinOpeningTime(
  opening: Promise<AgentResponse>,
  over: AbortController,
): Promise<AgentResponse> {
  const late = new AppError("timeout", "the agent did not open the terminal in time");
  const timer = setTimeout(() => over.abort(late), OPEN_WITHIN_MS);
  try {
    return await opening;
  } finally {
    clearTimeout(timer);
  }
}

/** One object a line, each of the form that clients must send. */
async function* typedLines(input: Readable, gone: AbortSignal): AsyncGenerator<string> {
  try {
    for await (const object of jsonObjects(input, MAX_OBJECT)) {
      yield `${JSON.stringify(TerminalInput.parse(object))}\n`;
    }
  } catch (cause) {
    // A client that goes away in the middle of an object has done no wrong.
    if (gone.aborted) return;
    const detail = "send JSON objects of the form {data?: string, width?: number, height?: number}";
    throw new AppError("invalid", "not a terminal message", { detail, cause });
  }
}

async function refusalOf(response: AgentResponse): Promise<AppError> {
  const text = (await wholeBody(response)).toString();
  const { message, detail } = Envelope.parse(JSON.parse(text));
  return new AppError("unavailable", message, { detail });
}

async function audit(
  c: ApiContext,
  deps: WorkspaceDeps,
  agent: AgentPlace,
  { statusCode, query }: { readonly statusCode: number; readonly query?: TerminalQuery },
): Promise<void> {
  await auditAccess(
    c,
    deps,
    { agent, subject: subjectOf(c) },
    {
      action: "connect",
      resourceType: "workspace_agent",
      resourceId: agent.id,
      resourceTarget: agent.name,
      statusCode,
      fields: { type: "reconnecting_pty", ...(query !== undefined && { connection_id: query.reconnect }) },
    },
  );
}
