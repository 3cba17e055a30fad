import assert from "node:assert/strict";
import { test } from "node:test";
import { serveDockerVersion } from "../../../test/support/docker-version.ts";
import { executionReply, NOT_FOUND, Status, TEMPLATE } from "../../../test/support/deployment-fixture.ts";
import { connectHttp } from "../../../test/support/http-client.ts";
import { workspaceFixture } from "../../../test/support/workspace-fixture.ts";
import { parseSelection } from "../../tools/select-tools.ts";

const LOG = "coder://workspaces/ann/dev/builds/1/log";
const FILES = "coder://workspaces/ann/dev/files";

const file = (changes: object) => ({
  path: "/home/coder/a.txt",
  size: 6,
  etag: "1",
  mime_type: "text/plain",
  binary: false,
  total_lines: 1,
  offset: 1,
  lines_read: 1,
  content: "hello",
  next_offset: null,
  cut_lines: 0,
  final_newline: true,
  ...changes,
});

for (const era of ["legacy", "modern"] as const) {
  test(`a ${era} client lists its workspaces and the templates, described and dated`, async (t) => {
    const { client } = await connectHttp(t, { era });
    const { resources, nextCursor } = await client.listResources();
    assert.equal(nextCursor, undefined);
    assert.deepEqual(
      resources.map(({ uri }) => uri),
      ["coder://workspaces/ann/dev", "coder://templates/docker"],
    );
    for (const { description, mimeType, annotations } of resources) {
      assert(description !== undefined && mimeType !== undefined);
      assert.equal(annotations?.lastModified, "2026-01-01T00:00:00Z");
    }
    const { resourceTemplates } = await client.listResourceTemplates();
    assert.equal(resourceTemplates.length, 6);
    assert(resourceTemplates.every(({ description }) => description !== undefined));
  });

  test(`a ${era} client reads a workspace as JSON`, async (t) => {
    const { client } = await connectHttp(t, { era });
    const { contents } = await client.readResource({ uri: "coder://workspaces/ann/dev" });
    const [content] = contents;
    assert(content !== undefined && "text" in content);
    assert.equal(content.mimeType, "application/json");
    const view = JSON.parse(content.text);
    assert.equal(view.status, "running");
    assert.equal(view.agents[0].name, "main");
    assert.deepEqual([view.last_build.number, view.last_build.log], [1, LOG]);
  });
}

const MISSING = ["coder://workspaces/ann/gone", "coder://workspaces/ann/dev/secrets", "file:///etc"];

for (const era of ["legacy", "modern"] as const)
  test(`what is not there is -32602 for a ${era} client, and names its URI`, async (t) => {
    const { client } = await connectHttp(t, { era });
    for (const uri of MISSING)
      await assert.rejects(client.readResource({ uri }), (error) => {
        assert(error instanceof Error && "code" in error && "data" in error);
        assert.deepEqual([error.code, error.data], [-32602, { uri }]);
        return true;
      });
  });

test("a template is its README and parameters", async (t) => {
  const { client, deployment } = await connectHttp(t, { era: "modern" });
  serveDockerVersion(deployment, TEMPLATE);
  const { contents } = await client.readResource({ uri: "coder://templates/docker" });
  assert.match(textOf(contents[0]), /README:\n# Docker/);
});

test("a build's log is cut at 16 KiB, and goes on after its last line", async (t) => {
  const { client, deployment } = await connectHttp(t, { era: "modern" });
  const lines = Array.from({ length: 40 }, (_, index) => ({
    id: index + 1,
    created_at: "2026-01-01T00:00:00Z",
    log_source: "provisioner",
    log_level: "info",
    stage: "build",
    output: `${index + 1} ${"x".repeat(1000)}`,
  }));
  deployment.on("GET /users/:owner/workspace/:name/builds/:number", ({ params }) =>
    params["number"] === "1" ? workspaceFixture().latest_build : NOT_FOUND,
  );
  deployment.on("GET /workspacebuilds/:id/logs", ({ query }) =>
    lines.filter(({ id }) => id > Number(query.get("after") ?? 0)),
  );
  let [first, rest] = (await client.readResource({ uri: LOG })).contents;
  assert(textOf(first).length <= 16 * 1024);
  assert.match(textOf(first), /^1 x/);
  let seen = textOf(first).split("\n").length - 1;
  while (rest !== undefined) {
    [first, rest] = (await client.readResource({ uri: rest.uri })).contents;
    assert.match(textOf(first), new RegExp(`^${seen + 1} x`));
    seen += textOf(first).split("\n").length - 1;
  }
  assert.equal(seen, 40);
  const missing = client.readResource({ uri: LOG.replace("1/log", "2/log") });
  await assert.rejects(missing, { code: -32602 });
});

test("a command's output that was cut in the middle goes on at the gap", async (t) => {
  const { client, deployment } = await connectHttp(t, { era: "modern" });
  deployment.on("GET /workspaceagents/:agent/executions/:id/output", ({ params, query }) => {
    if (params["id"] !== "exec-1") return NOT_FOUND;
    const cursor = Number(query.get("cursor"));
    const output =
      cursor === 0
        ? {
            text: "headtail",
            start: 0,
            next: 100,
            total: 100,
            gap: { start: 4, bytes: 92, at: 4 },
            filtered_lines: 0,
          }
        : { text: "rest", start: 4, next: 100, total: 100, gap: null, filtered_lines: 0 };
    return { ...executionReply(), output };
  });
  const uri = "coder://workspaces/ann/dev/executions/exec-1/output";
  const { contents } = await client.readResource({ uri });
  assert.equal(textOf(contents[0]), "head");
  assert.equal(contents[1]?.uri, `${uri}?cursor=4`);
  const next = await client.readResource({ uri: `${uri}?cursor=4` });
  assert.deepEqual(next.contents.map(textOf), ["rest"]);
  await assert.rejects(client.readResource({ uri: uri.replace("exec-1", "exec-2") }), { code: -32602 });
});

test("files are text, blobs or directories", async (t) => {
  const { client, deployment } = await connectHttp(t, { era: "modern" });
  const asked: string[] = [];
  deployment.on("GET /workspaceagents/:agent/files/text", ({ query }) => {
    const path = query.get("path") ?? "";
    asked.push(`${path} ${query.get("offset")}`);
    if (path === "/pic.png")
      return file({ path, binary: true, mime_type: "image/png", content: "", size: 3 });
    if (path === "/huge.bin") return file({ path, binary: true, content: "", size: 2 ** 21 });
    if (path === "/cut.txt") return file({ path, cut_lines: 1 });
    if (path === "/etc") return new Status(400, { message: "path: /etc is a directory", code: "invalid" });
    return file({ path, next_offset: 301, lines_read: 300, total_lines: 900 });
  });
  deployment.on("GET /workspaceagents/:agent/files/content", ({ response }) => response.end("png"));
  deployment.on("GET /workspaceagents/:agent/files/stat", ({ query }) => ({
    path: query.get("path"),
    type: "directory",
    size: 0,
    mode: "0755",
    modified_at: "2026-01-01T00:00:00Z",
    etag: "1",
    target: null,
  }));
  const entry = { type: "file", size: 1, mode: "0644", modified_at: "2026-01-01T00:00:00Z", target: null };
  deployment.on("GET /workspaceagents/:agent/files/list", () => ({
    path: "/etc",
    entries: Array.from({ length: 200 }, (_, index) => ({ ...entry, path: `${index}-${"n".repeat(200)}` })),
    omitted: 5,
    ignored: 0,
  }));

  const { contents } = await client.readResource({ uri: `${FILES}/~/a%20b.txt?offset=2` });
  assert.equal(textOf(contents[0]), "hello\n");
  assert.equal(contents[1]?.uri, `${FILES}/~/a%20b.txt?offset=301`);
  assert.match(textOf(contents[1]), /lines 1-300 of 900/);
  assert.equal(asked[0], "~/a b.txt 2");

  const cut = `${FILES}/cut.txt`;
  assert.match(textOf((await client.readResource({ uri: cut })).contents[1]), /1 over-long lines cut/);

  const [picture] = (await client.readResource({ uri: `${FILES}/pic.png` })).contents;
  assert(picture !== undefined && "blob" in picture);
  assert.deepEqual([picture.mimeType, Buffer.from(picture.blob, "base64").toString()], ["image/png", "png"]);
  await assert.rejects(client.readResource({ uri: `${FILES}/huge.bin` }), /too_large/);

  const [directory] = (await client.readResource({ uri: `${FILES}//etc` })).contents;
  assert(textOf(directory).length <= 17 * 1024);
  const listing = JSON.parse(textOf(directory));
  assert.equal(listing.entries.length + listing.omitted, 205);
});

test("resources that the selected tools do not reach do not exist", async (t) => {
  const caller = { selects: parseSelection({ tools: "read_file" }) };
  const { client } = await connectHttp(t, { era: "modern", caller });
  assert.deepEqual((await client.listResources()).resources, []);
  const { resourceTemplates } = await client.listResourceTemplates();
  assert.deepEqual(
    resourceTemplates.map(({ name }) => name),
    ["file"],
  );
  const uri = "coder://workspaces/ann/dev";
  await assert.rejects(client.readResource({ uri }), { code: -32602 });
});

test("a workspace outside of the filter does not exist", async (t) => {
  const { client } = await connectHttp(t, { era: "modern", caller: { filter: "name:prod" } });
  assert.deepEqual(
    (await client.listResources()).resources.map(({ uri }) => uri),
    ["coder://templates/docker"],
  );
  await assert.rejects(client.readResource({ uri: "coder://workspaces/ann/dev" }), { code: -32602 });
});

test("a caller without a scope is told which one is missing", async (t) => {
  const { client, deployment } = await connectHttp(t, { era: "modern" });
  const refusal = { message: "the token lacks the scope workspace:read", code: "forbidden" };
  deployment.on("GET /users/:owner/workspace/:name", () => new Status(403, refusal));
  await assert.rejects(
    client.readResource({ uri: "coder://workspaces/ann/dev" }),
    /forbidden: the token lacks the scope workspace:read/,
  );
});

test("many workspaces come in pages, the templates after the last, and a bogus cursor is refused", async (t) => {
  const { client, deployment } = await connectHttp(t, { era: "legacy" });
  const many = Array.from({ length: 230 }, (_, index) => workspaceFixture({ name: `w${index}` }));
  deployment.on("GET /workspaces", ({ query }) => {
    const offset = Number(query.get("offset"));
    return { workspaces: many.slice(offset, offset + Number(query.get("limit"))), count: many.length };
  });
  const uris: string[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.request({
      method: "resources/list",
      params: cursor === undefined ? {} : { cursor },
    });
    uris.push(...page.resources.map(({ uri }) => uri));
    sizes.push(page.resources.length);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  assert.deepEqual(sizes, [100, 100, 31]);
  assert.equal(new Set(uris).size, 231);
  assert.equal(uris.at(-1), "coder://templates/docker");
  const foreign = Buffer.from("tools:0").toString("base64url");
  for (const method of ["resources/list", "resources/templates/list", "prompts/list", "tools/list"] as const)
    for (const bogus of ["x", "", "%%%", ...(method === "tools/list" ? [] : [foreign])])
      await assert.rejects(client.request({ method, params: { cursor: bogus } }), { code: -32602 });
});

const textOf = (content: object | undefined): string =>
  String(content === undefined ? undefined : Reflect.get(content, "text"));
