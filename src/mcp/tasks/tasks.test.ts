import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { executionReply, NOT_FOUND, Status, streamOf } from "../../../test/support/deployment-fixture.ts";
import { connectHttp, type HttpSetUp } from "../../../test/support/http-client.ts";
import { workspaceFixture } from "../../../test/support/workspace-fixture.ts";
import { parseSelection } from "../../tools/select-tools.ts";
import type { TaskSource } from "./task-source.ts";
import { taskIdOf } from "./task-id.ts";

const EXTENSION = "io.modelcontextprotocol/tasks";
const DECLARED = { extensions: { [EXTENSION]: {} } };
const COMMAND = { name: "execute_command", arguments: { workspace: "dev", command: "make" } };
const START = { name: "start_workspace", arguments: { workspace: "dev" } };

async function setUp(t: TestContext, options: Partial<HttpSetUp> = {}) {
  const { deployment, wire, ...connected } = await connectHttp(t, { era: "modern", ...options });
  const call = (params: { readonly name: string }, capabilities: object = DECLARED) =>
    wire({ method: "tools/call", params, name: params.name, capabilities });
  const task = (method: string, taskId: string, more: object = {}) =>
    wire({ method: `tasks/${method}`, params: { taskId, ...more }, name: taskId, capabilities: DECLARED });
  return { ...connected, deployment, wire, call, task };
}

test("the extension is announced to modern clients, and to them only", async (t) => {
  const { client } = await connectHttp(t, { era: "modern" });
  assert.deepEqual(client.getServerCapabilities()?.extensions, { [EXTENSION]: {} });
  const { client: legacy } = await connectHttp(t, { era: "legacy" });
  assert.equal(legacy.getServerCapabilities()?.extensions, undefined);
});

test("a command that runs on is a task until it ends", async (t) => {
  const { deployment, call, task } = await setUp(t);
  deployment.on("POST /workspaceagents/:agent/executions", ({ body }) => {
    // A client that follows is answered soon.
    assert(Number(Reflect.get(Object(body), "wait_ms")) <= 1000);
    return executionReply({ state: "running", ended_at: null });
  });
  let state: "running" | "exited" | "killed" = "running";
  deployment.on("GET /workspaceagents/:agent/executions/:id/output", ({ params }) =>
    params["id"] === "exec-1"
      ? executionReply({ state, exit_code: state === "exited" ? 3 : null })
      : NOT_FOUND,
  );
  const { result } = await call(COMMAND);
  assert.equal(result.resultType, "task");
  assert.equal(result.status, "working");
  assert.deepEqual(
    [typeof result.ttlMs, typeof result.pollIntervalMs, "requestState" in result],
    ["number", "number", false],
  );
  const working = (await task("get", result.taskId)).result;
  assert.deepEqual(
    [working.resultType, working.status, working.taskId],
    ["complete", "working", result.taskId],
  );
  assert(!("result" in working));
  assert.equal((await task("update", result.taskId, { inputResponses: {} })).result.resultType, "complete");
  state = "exited";
  const over = (await task("get", result.taskId)).result;
  assert.equal(over.status, "completed");
  assert.equal(over.result.structuredContent.exit_code, 3);
  assert.match(over.result.content[0].text, /exit 3/);
});

test("a canceled task ends the process tree, and a task that is over stays as it is", async (t) => {
  const { deployment, call, task } = await setUp(t);
  let state: "running" | "killed" = "running";
  const signals: unknown[] = [];
  deployment.on("POST /workspaceagents/:agent/executions", () => executionReply({ state: "running" }));
  deployment.on("GET /workspaceagents/:agent/executions/:id/output", () => executionReply({ state }));
  deployment.on("POST /workspaceagents/:agent/executions/:id/signal", ({ body }) => {
    signals.push(body);
    state = "killed";
    return executionReply({ state }).execution;
  });
  const { taskId } = (await call(COMMAND)).result;
  for (const { result } of [await task("cancel", taskId), await task("cancel", taskId)]) {
    assert.equal(result.resultType, "complete");
    assert(!("taskId" in result));
  }
  assert.deepEqual(signals, [{ signal: "SIGKILL" }]);
  assert.equal((await task("get", taskId)).result.status, "cancelled");
});

test("a build is a task, whether it works, succeeds, fails or is canceled", async (t) => {
  const { deployment, call, task } = await setUp(t, {
    workspaces: [workspaceFixture({ status: "stopped" })],
  });
  const starting = workspaceFixture({ status: "starting" });
  let current = starting;
  deployment.on("POST /workspaces/:id/builds", () => new Status(201, starting.latest_build));
  deployment.on("GET /workspaces/:id/watch", () => streamOf([starting]));
  const begun = Date.now();
  const { taskId, resultType } = (await call(START)).result;
  assert.equal(resultType, "task");
  assert(Date.now() - begun < 10_000);
  deployment.on("GET /workspaces/:id", () => current);
  deployment.on("GET /workspacebuilds/:id", () => current.latest_build);
  let got = (await task("get", taskId)).result;
  assert.deepEqual([got.status, got.statusMessage, got.ttlMs], ["working", "dev: starting", null]);
  current = workspaceFixture({ status: "running" });
  got = (await task("get", taskId)).result;
  assert.equal(got.status, "completed");
  assert.match(got.result.content[0].text, /ann\/dev: started, ready for commands/);
  const job = { ...starting.latest_build.job, status: "failed", error: "no space" };
  current = { ...starting, latest_build: { ...starting.latest_build, job, status: "failed" } };
  got = (await task("get", taskId)).result;
  assert.deepEqual([got.status, got.result.isError], ["completed", true]);
  assert.match(got.result.content[0].text, /failed: no space/);
  current = { ...current, latest_build: { ...current.latest_build, job: { ...job, status: "canceled" } } };
  assert.equal((await task("get", taskId)).result.status, "cancelled");
});

test("a canceled build is canceled on the deployment", async (t) => {
  const { deployment, call, task } = await setUp(t, {
    workspaces: [workspaceFixture({ status: "starting" })],
  });
  const { taskId } = (await call(START)).result;
  deployment.on("GET /workspacebuilds/:id", () => workspaceFixture({ status: "starting" }).latest_build);
  deployment.on("PATCH /workspacebuilds/:id/cancel", () => ({
    message: "Job has been marked as canceled...",
  }));
  assert.equal((await task("cancel", taskId)).result.resultType, "complete");
  assert(deployment.requests.some((request) => request.startsWith("PATCH /workspacebuilds/")));
});

test("a client that has not declared the extension waits as ever, and has no tasks", async (t) => {
  const { deployment, call, wire } = await setUp(t);
  deployment.on("POST /workspaceagents/:agent/executions", () => executionReply({ state: "running" }));
  const { result } = await call(COMMAND, {});
  assert.equal(result.resultType, "complete");
  assert.match(result.content[0].text, /Still running; call get_command_output/);
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
    const { error } = await wire({ method, params: { taskId: "x" }, name: "x" });
    assert.equal(error.code, -32021);
    assert.deepEqual(error.data.requiredCapabilities, DECLARED);
  }
});

const ID = workspaceFixture().id;

for (const taskId of [
  "x",
  "build.",
  "build.!!!",
  taskIdOf("build", `start_workspace/${ID}`),
  taskIdOf("build", `read_file/${ID}/${ID}`),
  taskIdOf("build", `start_workspace/../${ID}`),
  taskIdOf("build", `start_workspace/${ID}/${ID}`),
  taskIdOf("execution", `${ID}/${ID}/exec-1`),
  taskIdOf("execution", `${ID}/../exec-1`),
])
  test(`${taskId} is an unknown task`, async (t) => {
    const { task } = await setUp(t);
    for (const method of ["get", "update", "cancel"])
      assert.equal((await task(method, taskId)).error.code, -32602, method);
  });

test("a task of a workspace that the filter hides, or of a tool that was not selected, is unknown", async (t) => {
  const { latest_build: build } = workspaceFixture();
  const taskId = taskIdOf("build", `start_workspace/${ID}/${build.id}`);
  for (const caller of [{ filter: "name:prod" }, { selects: parseSelection({ readonly: "1" }) }]) {
    const { deployment, task } = await setUp(t, { caller });
    deployment.on("GET /workspacebuilds/:id", () => build);
    assert.equal((await task("get", taskId)).error.code, -32602);
  }
});

test("the header Mcp-Name must be the task's id", async (t) => {
  const { deployment, wire } = await setUp(t);
  const taskId = taskIdOf("build", `start_workspace/${ID}/${ID}`);
  const { latest_build: build } = workspaceFixture();
  deployment.on("GET /workspacebuilds/:id", () => build);
  const get = (name: object) =>
    wire({ method: "tasks/get", params: { taskId }, capabilities: DECLARED, ...name });
  assert.equal((await get({ name: "another" })).error.code, -32020);
  assert.equal((await get({})).error.code, -32020);
  assert.equal((await get({ name: taskId })).result.status, "completed");
  assert.equal((await get({ name: `=?base64?${btoa(taskId)}?=` })).result.status, "completed");
});

test("further sources have tasks of their own, which may ask", async (t) => {
  const times = { createdAt: "2026-01-01T00:00:00Z", lastUpdatedAt: "2026-01-01T00:00:00Z", ttlMs: null };
  const told: unknown[] = [];
  const source: TaskSource = {
    kind: "mine",
    get: async () => ({
      ...times,
      status: "input_required",
      inputRequests: {
        q: {
          method: "elicitation/create",
          params: { message: "?", requestedSchema: { type: "object", properties: {} } },
        },
      },
    }),
    update: async (_viewer, id, responses) => void told.push(id, responses),
    cancel: async () => undefined,
  };
  const { task } = await setUp(t, { options: { extend: { taskSources: [source] } } });
  const taskId = taskIdOf("mine", "7");
  assert.equal((await task("get", taskId)).result.inputRequests.q.method, "elicitation/create");
  await task("update", taskId, { inputResponses: { q: { action: "accept" } } });
  assert.deepEqual(told, ["7", { q: { action: "accept" } }]);
});
