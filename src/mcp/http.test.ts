import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { createClient } from "../client/client.ts";
import { startDeployment } from "../../test/support/deployment-fixture.ts";
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

async function setUp(t: TestContext, era: keyof typeof ERAS, caller: Partial<McpHttpCaller> = {}) {
  const deployment = await startDeployment([workspaceFixture()]);
  t.after(() => deployment.close());
  const tokens: string[] = [];
  const logged: string[] = [];
  const http = createMcpHttp({
    version: "0.0.0-test",
    stateKey: new Uint8Array(32),
    tools: [...toolsIn(["minimal"]), crash],
    clientFor: (token) => {
      tokens.push(token);
      return createClient({ baseUrl: deployment.url, token });
    },
    timeoutMs: 10_000,
    log: (_level, _message, fields) =>
      void logged.push(`${String(fields?.["id"])} ${String(fields?.["error"])}`),
  });
  t.after(() => http.close());
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  const fetch = (url: string | URL, init?: RequestInit) =>
    http.fetch(new Request(url, init), { token: "ann-token", ...caller });
  await client.connect(new StreamableHTTPClientTransport(new URL("http://mcp.invalid/mcp"), { fetch }));
  t.after(() => client.close());
  return { client, tokens, logged };
}

const textOf = (result: { readonly content?: unknown }): string => {
  const [first] = Array.isArray(result.content) ? result.content : [];
  return String(first?.text);
};

for (const era of ["legacy", "modern"] as const) {
  test(`over HTTP a ${era} client works with its own token`, async (t) => {
    const { client, tokens } = await setUp(t, era);
    assert.equal((await client.listTools()).tools.length, 8);
    const call = { name: "execute_command", arguments: { workspace: "dev", command: "make" } };
    assert.equal(textOf(await client.callTool(call)), "exit 0 in 12ms\nran make");
    assert.deepEqual(tokens, ["ann-token"]);
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
  const { client } = await setUp(t, "modern", { filter: "name:prod" });
  const result = await client.callTool({ name: "get_workspace_status", arguments: { workspace: "dev" } });
  assert.match(textOf(result), /^not_found: no workspace dev/);
});
