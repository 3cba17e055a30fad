import assert from "node:assert/strict";
import { after, describe, test, type TestContext } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { MCP_PATH, mcpPost, modernRequest } from "../support/mcp-post.ts";
import { until } from "../support/until.ts";
import { toolsIn } from "../../src/tools/index.ts";

const ERAS = { legacy: "legacy", modern: { pin: "2026-07-28" } } as const;
const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });

async function connect(t: TestContext, era: keyof typeof ERAS, query = "") {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  const url = new URL(`${deployment.url}${MCP_PATH}${query}`);
  const headers = { Authorization: `Bearer ${deployment.token}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  t.after(() => client.close());
  return client;
}

const namesOf = async (client: Client): Promise<readonly string[]> =>
  (await client.listTools()).tools.map(({ name }) => name);

const ping = { jsonrpc: "2.0", id: 1, method: "ping" };

for (const era of ["legacy", "modern"] as const) {
  test(`a ${era} client works in a workspace over HTTP`, async (t) => {
    const client = await connect(t, era);
    const workspace = `http-${era}`;
    assert.equal((await namesOf(client)).length, toolsIn(["default"]).length);
    const made = await client.callTool({
      name: "create_workspace",
      arguments: { name: workspace, template: "local" },
    });
    assert.notEqual(made.isError, true);
    const done = await client.callTool({
      name: "execute_command",
      arguments: { workspace, command: "echo hello; exit 3" },
    });
    assert.equal(Object(done.structuredContent).output, "hello\n");
    assert.equal(Object(done.structuredContent).exit_code, 3);
  });
}

describe("a connection may ask for fewer tools", () => {
  test("by toolset", async (t) => {
    assert.equal((await namesOf(await connect(t, "modern", "?toolset=minimal"))).length, 7);
  });

  test("by name", async (t) => {
    const client = await connect(t, "legacy", "?tools=read_file,list_directory");
    assert.deepEqual(await namesOf(client), ["read_file", "list_directory"]);
    await assert.rejects(
      client.callTool({ name: "execute_command", arguments: {} }),
      /no tool "execute_command"/,
    );
  });

  test("by readonly=1, which leaves only what changes nothing", async (t) => {
    const { tools } = await (await connect(t, "modern", "?readonly=1")).listTools();
    assert.ok(tools.length > 3);
    assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true));
  });

  test("a word that names nothing is refused with what is accepted", async () => {
    for (const [query, field] of [
      ["?toolset=all", "toolsets"],
      ["?tools=exec_command", "tools"],
      ["?readonly=maybe", "readonly"],
    ] as const) {
      const response = await mcpPost(deployment, ping, { query });
      assert.equal(response.status, 400);
      const { validations } = JSON.parse(await response.text());
      assert.equal(validations[0].field, field);
    }
  });
});

test("a client that closes the stream ends its call, and the command goes on", async (t) => {
  const client = await connect(t, "modern");
  const workspace = "closing";
  await client.callTool({ name: "create_workspace", arguments: { name: workspace, template: "local" } });
  const command = "echo begun > ~/state; sleep 1; echo done > ~/state";
  const { body, headers } = modernRequest("tools/call", {
    name: "execute_command",
    arguments: { workspace, command },
  });
  const leaving = new AbortController();
  const call = fetch(`${deployment.url}${MCP_PATH}`, {
    method: "POST",
    signal: leaving.signal,
    headers: { ...headers, "content-type": "application/json", authorization: `Bearer ${deployment.token}` },
    body: JSON.stringify(body),
  });
  const stateIs = async (wanted: string): Promise<boolean> => {
    const read = await client.callTool({ name: "read_file", arguments: { workspace, path: "~/state" } });
    return JSON.stringify(read.structuredContent).includes(wanted);
  };
  await until("the command to begin", () => stateIs("begun"));
  leaving.abort();
  await assert.rejects(call, { name: "AbortError" });
  await until("the command to end", () => stateIs("done"));
});

test("tools/list from memory is what the tools are asked for, in both eras", async () => {
  for (const era of ["legacy", "modern"] as const)
    for (const query of ["", "?toolset=minimal", "?readonly=1"]) {
      const ask = async (id: string | number) => {
        const { body, headers } = modernRequest("tools/list", {}, id);
        const plain = { jsonrpc: "2.0", id, method: "tools/list" };
        const sent = era === "modern" ? { query, headers } : { query };
        return (await mcpPost(deployment, era === "modern" ? body : plain, sent)).text();
      };
      const first = await ask(1);
      assert.match(first, /^\{"result":\{/);
      assert.equal(await ask(1), first);
      assert.deepEqual(JSON.parse(await ask('a"b')), { ...JSON.parse(first), id: 'a"b' });
      // Another key in the request leaves the shortcut.
      const { body, headers } = modernRequest("tools/list", {}, 1);
      const plain = { jsonrpc: "2.0", id: 1, method: "tools/list", extra: 1 };
      const slow = await mcpPost(deployment, era === "modern" ? { ...body, extra: 1 } : plain, {
        query,
        headers: era === "modern" ? headers : {},
      });
      if (slow.status === 200) assert.equal(await slow.text(), first);
    }
});
