import assert from "node:assert/strict";
import { after, describe, test, type TestContext } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { closeInReverse, startTestDeployment, type TestDeployment } from "../support/deployment.ts";

const PATH = "/api/experimental/mcp/http";
const ERAS = { legacy: "legacy", modern: { pin: "2026-07-28" } } as const;
const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });

async function connect(t: TestContext, era: keyof typeof ERAS, query = "") {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  const url = new URL(`${deployment.url}${PATH}${query}`);
  const headers = { Authorization: `Bearer ${deployment.token}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  t.after(() => client.close());
  return client;
}

const namesOf = async (client: Client): Promise<readonly string[]> =>
  (await client.listTools()).tools.map(({ name }) => name);

/** A ping of the legacy era, which needs no session. */
async function post({ url, token }: Pick<TestDeployment, "url" | "token">, query = "", headers = {}) {
  return await fetch(`${url}${PATH}${query}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token !== "" && { "coder-session-token": token }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
  });
}

for (const era of ["legacy", "modern"] as const) {
  test(`a ${era} client works in a workspace over HTTP`, async (t) => {
    const client = await connect(t, era);
    const workspace = `http-${era}`;
    assert.equal((await namesOf(client)).length, 15);
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
      const response = await post(deployment, query);
      assert.equal(response.status, 400);
      const { validations } = JSON.parse(await response.text());
      assert.equal(validations[0].field, field);
    }
  });
});

describe("the guard", () => {
  test("challenges an anonymous caller", async () => {
    const response = await post({ ...deployment, token: "" });
    assert.equal(response.status, 401);
    assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer .*resource_metadata=/);
  });

  test("refuses a page of another site", async () => {
    const response = await post(deployment, "", { origin: "https://evil.example" });
    assert.equal(response.status, 403);
  });

  test("limits each user's calls a minute", async (t) => {
    const defer = closeInReverse(t);
    const limited = await startTestDeployment({ after: defer }, { mcpRateLimit: 2 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await post(limited)).status);
    assert.equal(statuses.at(-1), 429);
    const wait = Number((await post(limited)).headers.get("retry-after"));
    assert.ok(wait >= 1 && wait <= 120, `waits ${wait} s`);
  });

  test("without the experiment the endpoint does not exist, but a stranger is challenged first", async (t) => {
    const defer = closeInReverse(t);
    const without = await startTestDeployment({ after: defer }, { experiments: [] });
    assert.equal((await post(without)).status, 404);
    assert.equal((await post({ ...without, token: "" })).status, 401);
  });
});
