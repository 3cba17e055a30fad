import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Execution, ExecutionReply } from "../../src/wire/agent-api.ts";
import type { Workspace } from "../../src/wire/workspace.ts";
import { workspaceFixture } from "./workspace-fixture.ts";

type Handler = (call: FixtureCall) => unknown;

export interface FixtureCall {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** An answer other than 200. */
export class Status {
  readonly code: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;
  constructor(code: number, body: unknown, headers: Record<string, string> = {}) {
    this.code = code;
    this.body = body;
    this.headers = headers;
  }
}

export const NOT_FOUND = new Status(404, { message: "Resource not found.", code: "not_found" });

/** A small deployment over real HTTP for tests of the client, the tools and the MCP server. */
export interface DeploymentFixture {
  readonly url: string;
  /** `METHOD /path` of every request so far, `/api/v2` left out. */
  readonly requests: string[];
  readonly workspaces: Map<string, Workspace>;
  /** Overrides or adds a route, such as `GET /workspaces/:id/watch`. */
  readonly on: (route: string, handler: Handler) => void;
  readonly close: () => Promise<void>;
}

export const TEMPLATE = {
  id: workspaceFixture().template_id,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  organization_id: workspaceFixture().organization_id,
  organization_name: "coder",
  name: "docker",
  display_name: "Docker",
  provisioner: "docker",
  active_version_id: "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f05",
  active_user_count: 2,
  description: "A container",
  created_by_id: workspaceFixture().owner_id,
};

export const USER = {
  id: workspaceFixture().owner_id,
  username: "ann",
  email: "ann@example.com",
  created_at: "2026-01-01T00:00:00Z",
  status: "active",
  login_type: "password",
  organization_ids: [],
  roles: [],
};

export async function startDeployment(workspaces: readonly Workspace[] = []): Promise<DeploymentFixture> {
  const routes = new Map<string, Handler>();
  const requests: string[] = [];
  const known = new Map(workspaces.map((workspace) => [workspace.id, workspace]));
  const server = createServer((request, response) => void answer(routes, requests, { request, response }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- a listening TCP server has no other address
  const { port } = server.address() as AddressInfo;
  const fixture: DeploymentFixture = {
    url: `http://127.0.0.1:${port}`,
    requests,
    workspaces: known,
    on: (route, handler) => void routes.set(route, handler),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  standardRoutes(fixture);
  return fixture;
}

function standardRoutes({ on, workspaces }: DeploymentFixture): void {
  const byId = (id: string | undefined) => workspaces.get(id ?? "") ?? NOT_FOUND;
  on("GET /users/me", () => USER);
  on("GET /templates", () => [TEMPLATE]);
  on("GET /templates/:id", () => TEMPLATE);
  on("GET /workspaces", () => ({ workspaces: [...workspaces.values()], count: workspaces.size }));
  on("GET /workspaces/:id", ({ params }) => byId(params["id"]));
  on("GET /workspaces/:id/watch", ({ params }) => streamOf([byId(params["id"])]));
  on("GET /users/:owner/workspace/:name", ({ params }) => {
    const owner = params["owner"] === "me" ? USER.username : params["owner"];
    const found = [...workspaces.values()].find(
      ({ name, owner_name }) => name === params["name"] && owner_name === owner,
    );
    return found ?? NOT_FOUND;
  });
  on("POST /workspaceagents/:agent/executions", ({ body }) =>
    executionReply({}, String(bodyField(body, "command"))),
  );
  on("GET /workspacebuilds/:id/logs", () => []);
}

/** A server-sent event stream that stays open after its last event. */
export class EventStream {
  readonly items: readonly unknown[];
  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

export const streamOf = (items: readonly unknown[]): EventStream => new EventStream(items);

export const bodyField = (body: unknown, field: string): unknown =>
  typeof body === "object" && body !== null ? Reflect.get(body, field) : undefined;

/** What an agent answers for a command, which here prints itself. */
export function executionReply(changes: Partial<Execution> = {}, command = "true"): ExecutionReply {
  const text = `ran ${command}\n`;
  return {
    execution: {
      id: "exec-1",
      command,
      workdir: "/home/coder",
      state: "exited",
      exit_code: 0,
      signal: null,
      pid: 7,
      started_at: "2026-01-01T00:00:00Z",
      ended_at: "2026-01-01T00:00:01Z",
      wall_ms: 12,
      timeout_ms: null,
      separate_stderr: false,
      output_bytes: text.length,
      stderr_bytes: 0,
      pty: null,
      started_by: null,
      reason: null,
      ...changes,
    },
    output: { text, start: 0, next: text.length, total: text.length, gap: null, filtered_lines: 0 },
    stderr: null,
    replayed: false,
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(routes: ReadonlyMap<string, Handler>, requests: string[], exchange: Exchange) {
  const { request, response } = exchange;
  const url = new URL(request.url ?? "", "http://fixture");
  const path = url.pathname.replace("/api/v2", "");
  requests.push(`${request.method} ${path}`);
  const found = match(routes, `${request.method} ${path}`);
  const body = await readJson(request);
  const call = { params: found?.params ?? {}, query: url.searchParams, body, request, response };
  const result =
    found === undefined ? new Status(404, { message: "Route not found." }) : await found.handler(call);
  if (response.writableEnded || result === undefined) return;
  if (result instanceof EventStream) return writeEvents(response, result.items);
  const status = result instanceof Status ? result : new Status(200, result);
  const headers = {
    "content-type": "application/json",
    "x-coder-build-version": "v2.30.0",
    ...status.headers,
  };
  response.writeHead(status.code, headers).end(JSON.stringify(status.body));
}

function writeEvents(response: ServerResponse, items: readonly unknown[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const item of items) response.write(`event: data\ndata: ${JSON.stringify(item)}\n\n`);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function match(routes: ReadonlyMap<string, Handler>, wanted: string) {
  // Later routes win, so that a test may override a standard one.
  for (const [route, handler] of [...routes].toReversed()) {
    const pattern = route.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)");
    const found = new RegExp(`^${pattern}$`).exec(wanted);
    if (found !== null) return { handler, params: { ...found.groups } };
  }
  return undefined;
}
