import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { callApi, expectApi, type Place } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { newWorkspace, type RunningWorkspace } from "../support/new-workspace.ts";

const deployment = await startTestDeployment({ after: closeInReverse({ after }) });
const places: { inside?: RunningWorkspace; outside?: RunningWorkspace } = {};
let template = "";

const inside = (): RunningWorkspace => places.inside ?? assert.fail("not there yet");
const outside = (): RunningWorkspace => places.outside ?? assert.fail("not there yet");

before(async () => {
  places.inside = await newWorkspace(deployment, "x-one");
  places.outside = await newWorkspace(deployment, "other");
  const templates = await expectApi(deployment, "GET /templates");
  template = templates.find(({ name }: { readonly name: string }) => name === "local").id;
});

async function limited(limits: object, maker: Place = deployment): Promise<Place> {
  const { key } = await expectApi(maker, "POST /users/me/keys/tokens", { limits });
  return { url: deployment.url, token: key };
}

const at = ({ agent }: RunningWorkspace, line: string): string =>
  line.replace(" ", ` /workspaceagents/${agent}`);

async function run(place: Place, workspace: RunningWorkspace, command: string, wait_ms = 20_000) {
  return await callApi(place, at(workspace, "POST /executions"), { command, wait_ms });
}

async function refused(place: Place, line: string, why: RegExp, body?: unknown): Promise<void> {
  const answer = await callApi(place, line, body);
  assert.equal(answer.status, 403, answer.text);
  assert.match(answer.body.detail, why);
}

async function toolsOf(place: Place): Promise<readonly string[]> {
  const answer = await mcpPost(place, { jsonrpc: "2.0", id: 1, method: "tools/list" });
  return JSON.parse(await answer.text()).result.tools.map(({ name }: { readonly name: string }) => name);
}

describe("a selector", () => {
  it("makes other workspaces look as if they were not there", async () => {
    const place = await limited({ workspaces: "owner:me name:x-*" });
    const { workspaces, count } = await expectApi(place, "GET /workspaces");
    assert.deepEqual([workspaces.length, workspaces[0].name, count], [1, "x-one", 1]);
    const missing = await callApi(place, `GET /workspaces/${crypto.randomUUID()}`);
    const { latest_build: build } = await expectApi(deployment, `GET /workspaces/${outside().id}`);
    for (const line of [
      `GET /workspaces/${outside().id}`,
      `GET /workspaces/${outside().id}/builds`,
      `GET /workspacebuilds/${build.id}`,
      at(outside(), "GET /files/list?path=~/"),
      "GET /users/me/workspace/other",
    ]) {
      const answer = await callApi(place, line);
      assert.deepEqual([line, answer.status, answer.body], [line, 404, missing.body]);
    }
    assert.equal((await run(place, outside(), "true")).status, 404);
    assert.equal((await run(place, inside(), "true")).status, 200);
  });

  it("refuses to make or name what it would not show", async () => {
    const place = await limited({ workspaces: "owner:me name:x-*", templates: ["local"] });
    const make = "POST /users/me/workspaces";
    await refused(place, make, /allows only workspaces with name:x-\*/, { name: "y", template_id: template });
    await refused(place, `PATCH /workspaces/${inside().id}`, /name:x-\*/, { name: "y" });
    const other = await limited({ templates: ["docker"] });
    await refused(other, make, /only the templates docker/, { name: "x-2", template_id: template });
    assert.equal((await expectApi(other, "GET /workspaces")).count, 0);
  });

  it("that cannot be read is refused with what is accepted", async () => {
    for (const workspaces of ["status:running", "x-*", "name:a name:b"]) {
      const answer = await callApi(deployment, "POST /users/me/keys/tokens", { limits: { workspaces } });
      assert.equal(answer.status, 400, workspaces);
      assert.equal(answer.body.validations[0].field, "limits.workspaces");
    }
  });
});

describe("a read-only token", () => {
  it("changes nothing, at the API too, and has only tools that read", async () => {
    const place = await limited({ read_only: true });
    assert.equal((await callApi(place, at(inside(), "GET /files/list?path=~/"))).status, 200);
    assert.equal((await callApi(place, at(inside(), "GET /executions"))).status, 200);
    await refused(place, at(inside(), "PUT /files/content?path=~/a"), /is read-only/, "a");
    await refused(place, at(inside(), "POST /executions"), /is read-only/, { command: "true" });
    await refused(place, `POST /workspaces/${inside().id}/builds`, /is read-only/, { transition: "stop" });
    await refused(place, "POST /users/me/keys/tokens", /is read-only/, {});
    const tools = await toolsOf(place);
    assert.ok(tools.includes("read_file"));
    assert.ok(!tools.includes("execute_command") && !tools.includes("write_file"));
  });
});

describe("toolsets", () => {
  it("leave other tools out of the list, and refuse what they do", async () => {
    const place = await limited({ toolsets: ["minimal"] });
    const tools = await toolsOf(place);
    assert.ok(tools.includes("execute_command") && !tools.includes("create_workspace"));
    await refused(place, at(inside(), "POST /files/edits"), /toolsets minimal, without edit_files/, {
      files: [],
    });
    assert.equal((await run(place, inside(), "true")).status, 200);
  });
});

describe("folders", () => {
  it("hold files to them, wherever links lead, and leave no commands", async () => {
    const setUp =
      "mkdir -p p/in && echo ok >p/in/f && echo no >secret && ln -sfn ../secret p/link && ln -sfn ../new p/dangling && ln -sfn / p/root && ln -sfn p q";
    assert.equal((await run(deployment, inside(), setUp)).body.execution.exit_code, 0);
    const place = await limited({ paths: ["~/p"] });
    const text = async (path: string) =>
      await callApi(place, at(inside(), `GET /files/text?path=${encodeURIComponent(path)}`));
    for (const path of ["~/p/in/f", "~/q/in/f", "~/p/in/../in/f"])
      assert.equal((await text(path)).body.content, "ok", path);
    for (const path of [
      "~/secret",
      "~/p/link",
      "~/p/../secret",
      "~/p/root/etc/passwd",
      "/etc/passwd",
      "~/px",
    ])
      assert.match((await text(path)).body.detail, /outside of ~\/p/, path);
    const put = (path: string) => at(inside(), `PUT /files/content?path=${encodeURIComponent(path)}`);
    for (const path of ["~/p/dangling", "~/p/link", "~/p/root/tmp/coder-test", "~/new"])
      await refused(place, put(path), /outside of/, "x");
    assert.equal((await callApi(place, put("~/p/made/f"), "x")).status, 200);
    const edits = [{ search: "no", replace: "yes" }];
    const edit = {
      files: [
        { path: "~/p/in/f", edits },
        { path: "~/p/link", edits },
      ],
    };
    await refused(place, at(inside(), "POST /files/edits"), /outside of/, edit);
    for (const line of [
      "GET /files/list?path=/",
      "GET /files/find?path=~/&glob=*",
      "GET /files/content?path=~/secret",
      "GET /files/stat?path=~/secret",
      "GET /files/watch?path=~/secret",
    ])
      await refused(place, at(inside(), line), /outside of/);
    await refused(place, at(inside(), "GET /checkpoints"), /cannot be held to folders/);
    await refused(place, at(inside(), "POST /executions"), /commands reach every file/, { command: "true" });
    await refused(place, at(inside(), "GET /executions"), /commands reach every file/);
    const tools = await toolsOf(place);
    assert.ok(tools.includes("read_file") && !tools.includes("execute_command"));
  });
});

describe("numbers", () => {
  it("of workspaces hold when many are made at once", async () => {
    const place = await limited({ workspaces: "owner:me name:cap-*", max_workspaces: 2 });
    const made = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        callApi(place, "POST /users/me/workspaces", { name: `cap-${n}`, template_id: template }),
      ),
    );
    const statuses = made.map(({ status }) => status).toSorted((a, b) => a - b);
    assert.deepEqual(statuses, [201, 201, 403, 403, 403]);
    const told = made.find(({ status }) => status === 403);
    assert.match(told?.body.detail, /at most 2 workspaces, and there are 2; delete one first/);
  });

  it("of commands hold over workspaces and when many start at once, and count what has ended no more", async () => {
    const place = await limited({ max_executions: 2 });
    const started = await Promise.all(
      [inside(), outside(), inside(), outside()].map((workspace) => run(place, workspace, "sleep 1000", 0)),
    );
    const statuses = started.map(({ status }) => status).toSorted((a, b) => a - b);
    assert.deepEqual(statuses, [200, 200, 403, 403]);
    const free = await limited({ max_executions: 2 });
    assert.equal((await run(free, inside(), "true")).status, 200, "another token has its own");
    const [first] = started.flatMap(({ status, body }, index) =>
      status === 200 ? [{ id: body.execution.id, workspace: index % 2 === 0 ? inside() : outside() }] : [],
    );
    if (first === undefined) assert.fail("none was started");
    const signal = at(first.workspace, `POST /executions/${first.id}/signal`);
    await expectApi(place, signal, { signal: "SIGKILL" });
    assert.equal((await run(place, inside(), "true")).status, 200);
    assert.equal((await run(place, inside(), "true")).status, 200, "one that has ended is not counted");
  });
});

describe("a limited token", () => {
  it("makes only tokens and sessions that are limited as it is", async () => {
    const place = await limited({ workspaces: "name:x-*" });
    const child = await limited({ max_workspaces: 9 }, place);
    const { key } = await expectApi(place, "POST /users/me/keys");
    for (const token of [child.token, key])
      assert.equal((await expectApi({ ...place, token }, "GET /workspaces")).count, 1);
  });

  it("administers nobody", async () => {
    const place = await limited({ max_workspaces: 1 });
    const password = { password: "Another-Horse-9!" };
    await refused(place, "PUT /users/me/password", /administers nobody/, password);
    await refused(place, "POST /users", /administers nobody/, {});
  });
});
