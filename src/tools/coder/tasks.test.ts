import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { NOT_FOUND, Status } from "../../../test/support/deployment-fixture.ts";
import { connectHttp } from "../../../test/support/http-client.ts";
import { workspaceFixture } from "../../../test/support/workspace-fixture.ts";
import { parseSelection } from "../select-tools.ts";

const VERSION = "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f05";
const TASK = {
  id: "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f99",
  name: "fix-it",
  owner_name: "ann",
  template_version_id: VERSION,
  workspace_id: workspaceFixture().id,
  initial_prompt: "Fix it",
  status: "active",
  current_state: { timestamp: "2026-01-01T00:00:00Z", state: "working", message: "Looking", uri: "" },
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};

const known = (name: string | undefined) => name === TASK.id || name === TASK.name;

/** A deployment that has one task, as Coder's own serve them. */
async function setUp(t: TestContext, filter = "") {
  const caller = { filter, selects: parseSelection({ toolset: "coder" }) };
  const { client, deployment } = await connectHttp(t, { era: "modern", caller });
  const asked: unknown[] = [];
  deployment.on("GET /tasks", ({ query }) => {
    asked.push(query.get("q"));
    return { tasks: [TASK], count: 1 };
  });
  deployment.on("GET /tasks/:user/:task", ({ params }) => (known(params["task"]) ? TASK : NOT_FOUND));
  deployment.on("DELETE /tasks/:user/:task", () => new Status(204, undefined));
  deployment.on("POST /tasks/:user", ({ body }) => {
    asked.push(body);
    return new Status(201, TASK);
  });
  deployment.on("POST /tasks/:user/:task/send", ({ body }) => {
    asked.push(body);
    return new Status(204, undefined);
  });
  const lines = Array.from({ length: 60 }, (_, id) => ({
    id,
    content: `m${id}`,
    type: "output",
    time: TASK.created_at,
  }));
  deployment.on("GET /tasks/:user/:task/logs", () => ({ logs: lines }));
  const call = async (name: string, args: object = {}) => {
    const result = await client.callTool({ name, arguments: { ...args } });
    const texts = result.content.flatMap((part) => (part.type === "text" ? [part.text] : []));
    return { isError: result.isError === true, texts };
  };
  const ok = async (name: string, args: object = {}) => {
    const { isError, texts } = await call(name, args);
    assert(!isError, texts[0]);
    return { value: JSON.parse(texts[0] ?? ""), note: texts[1] };
  };
  const fails = async (name: string, args: object = {}) => {
    const { isError, texts } = await call(name, args);
    assert(isError, texts[0]);
    return texts[0] ?? "";
  };
  return { deployment, asked, ok, fails };
}

test("a task is made, told, typed into, read and deleted", async (t) => {
  const { deployment, asked, ok } = await setUp(t);
  const made = await ok("coder_create_task", { input: "Fix it", template_version_id: VERSION });
  assert.equal(made.value.id, TASK.id);
  assert.deepEqual(asked.splice(0), [{ input: "Fix it", template_version_id: VERSION }]);
  const status = await ok("coder_get_task_status", { task_id: TASK.id });
  assert.deepEqual(status.value, { status: "active", state: TASK.current_state });
  assert((await ok("coder_send_task_input", { task_id: "ann/fix-it", input: "and test it" })).value.message);
  assert.deepEqual(asked.splice(0), [{ input: "and test it" }]);
  assert(deployment.requests.includes("POST /tasks/ann/fix-it/send"));
  const logs = await ok("coder_get_task_logs", { task_id: "fix-it" });
  assert.deepEqual([logs.value.logs.length, logs.value.logs.at(-1).content], [50, "m59"]);
  assert.match(logs.note ?? "", /^10 older messages/);
  await ok("coder_delete_task", { task_id: "fix-it" });
  assert(deployment.requests.includes("DELETE /tasks/me/fix-it"));
});

test("tasks are listed by owner and status", async (t) => {
  const { asked, ok, fails } = await setUp(t);
  assert.equal((await ok("coder_list_tasks", { status: "active" })).value.tasks[0].name, "fix-it");
  await ok("coder_list_tasks", { user: "*" });
  assert.deepEqual(asked, ["owner:me status:active", ""]);
  assert.match(await fails("coder_list_tasks", { user: "me status:error" }), /user: must be one word/);
});

test("a task that is not there is not found, and one outside of the filter is neither", async (t) => {
  const { fails } = await setUp(t);
  assert.match(await fails("coder_get_task_status", { task_id: "other" }), /^not_found: no task other/);
  const hidden = await setUp(t, "name:prod");
  assert.match(await hidden.fails("coder_delete_task", { task_id: "fix-it" }), /^not_found: no task fix-it/);
  assert.deepEqual((await hidden.ok("coder_list_tasks")).value, { tasks: [] });
  assert(!hidden.deployment.requests.some((line) => line.startsWith("DELETE")));
});

test("with a wildcard host, ports and apps have hosts of their own", async (t) => {
  const { deployment, ok } = await setUp(t);
  deployment.on("GET /applications/host", () => ({ host: "*.apps.example.com:8443" }));
  const { value } = await ok("coder_workspace_port_forward", { workspace: "dev", port: 3000 });
  assert.equal(value.url, "http://3000--main--dev--ann.apps.example.com:8443");
});
