import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { createClient } from "../client/client.ts";
import { startDeployment } from "../../test/support/deployment-fixture.ts";
import { mcpSessions } from "../../test/support/mcp-sessions.ts";
import { modernRequest } from "../../test/support/mcp-post.ts";
import { until } from "../../test/support/until.ts";
import { workspaceFixture } from "../../test/support/workspace-fixture.ts";
import { toolsIn } from "../tools/index.ts";
import { defineTool, READS } from "../tools/tool.ts";
import { createMcpHttp, type McpHttpCaller } from "./http.ts";

const ERAS = { legacy: "legacy", modern: { pin: "2026-07-28" } } as const;

const crash = defineTool({
  name: "crash",
  title: "Crash",
  description: "Fails with a secret.",
  annotations: READS,
  toolsets: ["default"],
  scopes: [],
  input: z.strictObject({}),
  run: async () => {
    throw new Error("password hunter2");
  },
});

const ended: unknown[] = [];

const hang = defineTool({
  name: "hang",
  title: "Hang",
  description: "Reports, and waits for its end.",
  annotations: READS,
  toolsets: ["default"],
  scopes: [],
  input: z.strictObject({}),
  run: async ({ signal, progress }) => {
    progress("hanging");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    ended.push(signal.reason);
    throw signal.reason;
  },
});

interface Setting {
  readonly caller?: Partial<McpHttpCaller>;
  readonly timeoutMs?: number;
}

async function setUp(t: TestContext, era: keyof typeof ERAS, { caller, timeoutMs = 10_000 }: Setting = {}) {
  const deployment = await startDeployment([workspaceFixture()]);
  t.after(() => deployment.close());
  const { sessions, userId } = await mcpSessions(t);
  const logged: string[] = [];
  const http = createMcpHttp({
    version: "0.0.0-test",
    stateKeys: () => ({ current: new Uint8Array(32), older: [] }),
    tools: [...toolsIn(["minimal"]), crash, hang],
    sessions,
    resourceMetadataUrl: "http://mcp.invalid/.well-known/oauth-protected-resource/mcp",
    timeoutMs,
    log: (level, _message, fields) => {
      if (level === "error") logged.push(`${String(fields?.["id"])} ${String(fields?.["error"])}`);
    },
  });
  t.after(() => http.close());
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  const whole: McpHttpCaller = {
    key: "0123456789",
    owner: { userId, clientId: "" },
    scopes: { granted: ["coder:all"], covers: () => true },
    client: () => createClient({ baseUrl: deployment.url, token: "ann-token" }),
    isAuthenticated: async () => true,
    ...caller,
  };
  const fetch = (url: string | URL, init?: RequestInit) => http.fetch(new Request(url, init), whole);
  await client.connect(new StreamableHTTPClientTransport(new URL("http://mcp.invalid/mcp"), { fetch }));
  t.after(() => client.close());
  return { client, logged, http, caller: whole, fetch };
}

const textOf = (result: { readonly content?: unknown }): string => {
  const [first] = Array.isArray(result.content) ? result.content : [];
  return String(first?.text);
};

for (const era of ["legacy", "modern"] as const) {
  test(`over HTTP a ${era} client works in a workspace`, async (t) => {
    const { client } = await setUp(t, era);
    assert.equal((await client.listTools()).tools.length, 9);
    const call = { name: "execute_command", arguments: { workspace: "dev", command: "make" } };
    assert.equal(textOf(await client.callTool(call)), "exit 0 in 12ms\nran make");
  });

  test(`a call of a ${era} client ends with its time`, async (t) => {
    const { client } = await setUp(t, era, { timeoutMs: 50 });
    const result = await client.callTool({ name: "hang", arguments: {} });
    assert.equal(result.isError, true);
    assert.match(textOf(result), /^timeout: hang was given up after 0.05 s/);
  });

  test(`a crash reaches a ${era} client as a log id and nothing else`, async (t) => {
    const { client, logged } = await setUp(t, era);
    const result = await client.callTool({ name: "crash", arguments: {} });
    assert.equal(result.isError, true);
    const id = /log id ([0-9a-f-]{36})/.exec(textOf(result))?.[1];
    assert(id !== undefined);
    assert(!JSON.stringify(result).includes("hunter2"));
    assert.deepEqual(logged, [`${id} Error: password hunter2`]);
  });
}

test("a caller's filter narrows what their tools see", async (t) => {
  const { client } = await setUp(t, "modern", { caller: { filter: "name:prod" } });
  const result = await client.callTool({ name: "get_workspace_status", arguments: { workspace: "dev" } });
  assert.match(textOf(result), /^not_found: no workspace dev/);
});

test("a modern client that closes its stream ends the call", async (t) => {
  const { fetch } = await setUp(t, "modern");
  const { body, headers } = modernRequest("tools/call", { name: "hang", arguments: {} });
  const { _meta: meta } = body.params;
  const params = { ...body.params, _meta: { ...meta, progressToken: 1 } };
  const response = await fetch("http://mcp.invalid/mcp", {
    method: "POST",
    headers: {
      ...headers,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ ...body, params }),
  });
  const reader = response.body?.getReader();
  await reader?.read();
  const before = ended.length;
  await reader?.cancel();
  await until("the call to end", () => ended.length > before);
});

test("a plain request takes the short way once the SDK has seen its like, and only to tools that the caller has", async (t) => {
  const { http, caller, fetch } = await setUp(t, "modern");
  const take = (name: string, more: Partial<McpHttpCaller> = {}) => {
    const { body, headers } = modernRequest("tools/call", { name, arguments: {} });
    const named: Readonly<Record<string, string>> = {
      accept: "application/json, text/event-stream",
      ...headers,
    };
    return http.plain({ body, header: (header) => named[header] }, { ...caller, ...more });
  };
  assert.equal(take("crash"), undefined);
  const { body, headers } = modernRequest("tools/call", { name: "crash", arguments: {} });
  const accept = "application/json, text/event-stream";
  await fetch("http://mcp.invalid/mcp", {
    method: "POST",
    headers: { ...headers, accept, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const taken = take("crash");
  assert.ok(taken !== undefined && taken.known === undefined);
  const run = { signal: new AbortController().signal, record: async () => undefined };
  assert.match(await taken.call(run), /log id.*"isError":true/);
  assert.equal(take("nothing"), undefined);
  assert.equal(take("crash", { selects: ({ name }) => name !== "crash" }), undefined);
  assert.equal(take("list_workspaces", { scopes: { granted: [], covers: () => false } }), undefined);
});
