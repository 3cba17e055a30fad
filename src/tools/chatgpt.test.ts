import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { serveDockerVersion } from "../../test/support/docker-version.ts";
import { executionReply, Status, TEMPLATE } from "../../test/support/deployment-fixture.ts";
import { connectHttp } from "../../test/support/http-client.ts";
import { workspaceFixture } from "../../test/support/workspace-fixture.ts";
import { parseSelection } from "./select-tools.ts";

const DEV = "coder://workspaces/ann/dev";

async function setUp(t: TestContext, filter = "") {
  const caller = { filter, selects: parseSelection({ toolset: "chatgpt" }) };
  const { client, deployment } = await connectHttp(t, { era: "legacy", caller });
  const call = async (name: string, args: object) => {
    const result = await client.callTool({ name, arguments: { ...args } });
    assert(Array.isArray(result.content));
    assert.equal(result.content.length, 1);
    const [first] = result.content;
    const text = first?.type === "text" ? first.text : "";
    return { isError: result.isError === true, text, type: first?.type };
  };
  const ok = async (name: string, args: object) => {
    const { isError, text, type } = await call(name, args);
    assert(!isError, text);
    assert.equal(type, "text");
    return JSON.parse(text);
  };
  return { client, deployment, call, ok };
}

test("the toolset is search and fetch, and nothing else", async (t) => {
  const { client } = await setUp(t);
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map(({ name }) => name),
    ["search", "fetch"],
  );
});

test("search finds workspaces and templates by their words, best first", async (t) => {
  const { deployment, ok } = await setUp(t);
  const { results } = await ok("search", { query: "running docker" });
  assert.deepEqual(results, [
    {
      id: DEV,
      title: "Workspace ann/dev (running, template docker)",
      url: `${deployment.url}/@ann/dev`,
    },
    {
      id: "coder://templates/coder%2Fdocker",
      title: "Template docker: A container",
      url: `${deployment.url}/templates/coder/docker`,
    },
  ]);
  assert.deepEqual((await ok("search", { query: "kubernetes" })).results, []);
  assert.equal((await ok("search", { query: "" })).results.length, 2);
});

test("search finds only what the filter shows", async (t) => {
  const { ok } = await setUp(t, "name:prod");
  assert.deepEqual(
    (await ok("search", { query: "dev" })).results.map(({ id }: { id: string }) => id),
    [],
  );
});

test("fetch reads what search found, and logs, outputs and files", async (t) => {
  const { deployment, ok } = await setUp(t);
  deployment.on("GET /organizations/:o/templates/:name", () => TEMPLATE);
  serveDockerVersion(deployment, TEMPLATE);
  deployment.on("GET /users/:o/workspace/:w/builds/:n", () => workspaceFixture().latest_build);
  const line = { id: 1, created_at: "2026-01-01T00:00:00Z", log_source: "p", log_level: "info", stage: "s" };
  deployment.on("GET /workspacebuilds/:id/logs", () => [{ ...line, output: "built" }]);
  deployment.on("GET /workspaceagents/:agent/executions/:id/output", () => executionReply());
  deployment.on("GET /workspaceagents/:agent/files/text", ({ query }) => ({
    path: query.get("path"),
    size: 2,
    etag: "1",
    mime_type: "text/plain",
    binary: query.get("path") === "/bin",
    total_lines: 1,
    offset: 1,
    lines_read: 1,
    content: "hi",
    next_offset: null,
    cut_lines: 0,
    final_newline: false,
  }));
  for (const [id, text, page] of [
    [DEV, /"status": "running"/, "/@ann/dev"],
    ["coder://templates/coder%2Fdocker", /# Docker/, "/templates/coder/docker"],
    [`${DEV}/builds/1/log`, /^built$/, "/@ann/dev/builds/1"],
    [`${DEV}/executions/exec-1/output`, /^ran true/, "/@ann/dev"],
    [`${DEV}/files/etc/motd`, /^hi$/, "/@ann/dev"],
  ] as const) {
    const document = await ok("fetch", { id });
    assert.deepEqual(Object.keys(document).toSorted(), ["id", "metadata", "text", "title", "url"]);
    assert.equal(document.id, id);
    assert.match(document.text, text);
    assert.equal(document.url, `${deployment.url}${page}`);
  }
});

test("fetch refuses what is not there, what is no id, and binary files", async (t) => {
  const { deployment, call } = await setUp(t);
  deployment.on(
    "GET /workspaceagents/:agent/files/text",
    () => new Status(404, { message: "no", code: "not_found" }),
  );
  for (const [id, code] of [
    ["coder://workspaces/ann/gone", /^not_found/],
    ["docker", /^invalid: uri: is no resource/],
    [`${DEV}/files/x`, /^not_found/],
  ] as const) {
    const { isError, text } = await call("fetch", { id });
    assert(isError);
    assert.match(text, code);
  }
});
