import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { agentApiConn } from "../client/agent-api-conn.ts";
import { createClient } from "../client/client.ts";
import {
  bodyField,
  executionReply,
  NOT_FOUND,
  startDeployment,
  Status,
  streamOf,
  TEMPLATE,
  type DeploymentFixture,
} from "../../test/support/deployment-fixture.ts";
import { workspaceFixture } from "../../test/support/workspace-fixture.ts";
import { AppError } from "../wire/errors.ts";
import type { Workspace } from "../wire/workspace.ts";
import type { ToolContext } from "./context.ts";
import { TOOLS } from "./index.ts";
import { askNobody, type Ask, type Question, type Reply } from "./ask.ts";
import { createLookupCache } from "./lookup-cache.ts";
import { describeError } from "./tool-error.ts";
import { parseWorkspaceFilter } from "./workspace-filter.ts";

const running = workspaceFixture({ status: "running" });
const stopped = workspaceFixture({ status: "stopped" });

async function setUp(
  t: TestContext,
  {
    workspaces = [running],
    filter = "",
    ask = askNobody,
  }: { readonly workspaces?: readonly Workspace[]; readonly filter?: string; readonly ask?: Ask } = {},
) {
  const deployment = await startDeployment(workspaces);
  t.after(() => deployment.close());
  const client = createClient({ baseUrl: deployment.url, token: "t" });
  const told: string[] = [];
  const context: ToolContext = {
    client,
    connect: (agentId) => agentApiConn(client, agentId),
    signal: AbortSignal.timeout(20_000),
    progress: (message) => void told.push(message),
    ask,
    follows: false,
    filter: parseWorkspaceFilter(filter),
    cache: createLookupCache(client),
    timeoutMs: 10_000,
  };
  const call = async (name: string, args: unknown = {}) => {
    const tool = TOOLS.find((one) => one.name === name);
    assert(tool !== undefined, name);
    return tool.call(context, args);
  };
  const refused = async (name: string, args: unknown): Promise<AppError> => {
    const error: unknown = await call(name, args).catch((reason: unknown) => reason);
    assert(error instanceof AppError, `${name} gave ${JSON.stringify(error)} ${String(error)}`);
    return error;
  };
  return { deployment, call, refused, told };
}

const posts = ({ requests }: DeploymentFixture) => requests.filter((line) => !line.startsWith("GET"));

test("a command costs two requests, and one while its workspace is remembered", async (t) => {
  const { deployment, call } = await setUp(t);
  const { text, structured } = await call("execute_command", { workspace: "dev", command: "make" });
  assert.equal(text, "exit 0 in 12ms\nran make");
  assert.equal(structured["exit_code"], 0);
  assert.equal(structured["workspace_started"], false);
  assert.equal(deployment.requests.splice(0).length, 2);
  await call("execute_command", { workspace: "dev", command: "make" });
  assert.equal(deployment.requests.length, 1);
});

test("a remembered workspace that was stopped since is looked up again", async (t) => {
  const { deployment, call, refused } = await setUp(t);
  await call("execute_command", { workspace: "dev", command: "make" });
  deployment.workspaces.set(stopped.id, stopped);
  deployment.on("POST /workspaceagents/:agent/executions", () => NOT_FOUND);
  const error = await refused("execute_command", { workspace: "dev", command: "make" });
  assert.equal(error.code, "precondition");
});

test("a stopped workspace is not started silently, and the error names the tool that does", async (t) => {
  const { deployment, refused } = await setUp(t, { workspaces: [stopped] });
  const error = await refused("execute_command", { workspace: "dev", command: "make" });
  const described = describeError(error);
  assert.match(described.text, /^precondition: workspace ann\/dev is stopped, not running; start it first/);
  assert.equal(described.error.next_tool, "start_workspace");
  assert.deepEqual(posts(deployment), []);
});

test("start: true starts it, waits for the agent and says so", async (t) => {
  const { deployment, call, told } = await setUp(t, { workspaces: [stopped] });
  startsWith(deployment, ["starting", "running"]);
  const { text, structured } = await call("execute_command", {
    workspace: "dev",
    command: "make",
    start: true,
  });
  assert.match(text, /^workspace ann\/dev was started\nexit 0/);
  assert.equal(structured["workspace_started"], true);
  assert.deepEqual(told, ["dev: starting", "dev: running"]);
});

/** A start build that goes through the statuses as soon as it is watched. */
function startsWith(deployment: DeploymentFixture, statuses: readonly string[]): void {
  const states = statuses.map((status) => {
    const state = workspaceFixture({ status });
    return { ...state, latest_build: { ...state.latest_build, build_number: 2 } };
  });
  deployment.on("POST /workspaces/:id/builds", () => new Status(201, states[0]?.latest_build));
  deployment.on("GET /workspaces/:id/watch", () => streamOf([stopped, ...states]));
}

test("a command that outlives the wait answers with its id and how to go on", async (t) => {
  const { deployment, call } = await setUp(t);
  let waited: unknown;
  deployment.on("POST /workspaceagents/:agent/executions", ({ body }) => {
    waited = bodyField(body, "wait_ms");
    return executionReply({ state: "running", exit_code: null, ended_at: null });
  });
  const { text, structured } = await call("execute_command", {
    workspace: "dev",
    command: "x",
    background: true,
  });
  assert.equal(waited, 0);
  assert.match(text, /Still running; call get_command_output with execution_id="exec-1" cursor=9\./);
  assert.equal(structured["running"], true);
});

test("output left out is marked where it belongs", async (t) => {
  const { deployment, call } = await setUp(t);
  const reply = executionReply();
  const output = {
    text: "headtail",
    start: 0,
    next: 3000,
    total: 3000,
    gap: { start: 4, bytes: 2992, at: 4 },
    filtered_lines: 0,
  };
  deployment.on("GET /workspaceagents/:agent/executions/:id/output", () => ({ ...reply, output }));
  const { text } = await call("get_command_output", {
    workspace: "dev",
    execution_id: "exec-1",
    wait_seconds: 0,
  });
  assert.match(text, /head\n\[2\.9 KiB left out; read it with get_command_output cursor=4\]\ntail/);
});

test("start and stop are harmless where nothing is to be done", async (t) => {
  const up = await setUp(t);
  assert.match((await up.call("start_workspace", { workspace: "dev" })).text, /ann\/dev: already running/);
  assert.deepEqual(posts(up.deployment), []);
  const down = await setUp(t, { workspaces: [stopped] });
  assert.match((await down.call("stop_workspace", { workspace: "dev" })).text, /ann\/dev: already stopped/);
  assert.deepEqual(posts(down.deployment), []);
});

test("a start that takes longer than the wait says that it goes on", async (t) => {
  const { deployment, call } = await setUp(t, { workspaces: [stopped] });
  startsWith(deployment, ["starting"]);
  const { text, structured } = await call("start_workspace", { workspace: "dev", wait_seconds: 0 });
  assert.match(text, /still starting .*Call get_workspace_status/);
  assert.equal(structured["status"], "starting");
  assert.equal(structured["complete"], false);
});

test("a start build that fails is an error with the last log lines", async (t) => {
  const { deployment, refused } = await setUp(t, { workspaces: [stopped] });
  const failed = workspaceFixture({ status: "failed" });
  const job = { ...failed.latest_build.job, status: "failed", error: "no such image" };
  startsWith(deployment, ["starting"]);
  deployment.on("GET /workspaces/:id/watch", () =>
    streamOf([{ ...failed, latest_build: { ...failed.latest_build, build_number: 2, job } }]),
  );
  deployment.on("GET /workspacebuilds/:id/logs", () => [
    { id: 1, created_at: "", log_source: "", log_level: "error", stage: "", output: "pull failed" },
  ]);
  const error = await refused("start_workspace", { workspace: "dev" });
  assert.match(error.message, /build 2 \(start\) of ann\/dev failed: no such image/);
  assert.equal(error.detail, "pull failed");
});

const askedFor = (reply: Reply) => {
  const questions: Question[] = [];
  const ask: Ask = async (question) => {
    questions.push(question);
    return reply;
  };
  return { ask, questions };
};

test("delete asks first, and does nothing when the person declines", async (t) => {
  const { ask, questions } = askedFor({ kind: "declined" });
  const { deployment, call } = await setUp(t, { ask });
  const { text, structured } = await call("delete_workspace", { workspace: "dev" });
  assert.match(text, /^ann\/dev: declined/);
  assert.deepEqual([structured["deleted"], structured["declined"]], [false, true]);
  assert.match(questions[0]?.message ?? "", /ann\/dev\? It was created \d+d ago .*files will be lost/);
  assert.deepEqual(posts(deployment), []);
});

test("delete does not ask about a workspace that is going already", async (t) => {
  const { ask, questions } = askedFor({ kind: "declined" });
  const { call } = await setUp(t, { ask, workspaces: [workspaceFixture({ status: "deleted" })] });
  assert.match((await call("delete_workspace", { workspace: "dev" })).text, /already deleted/);
  assert.deepEqual(questions, []);
});

test("create without a template takes the only one, and asks which of several", async (t) => {
  const { ask, questions } = askedFor({ kind: "accepted", choice: "k8s" });
  const { deployment, call } = await setUp(t, { ask });
  const made: unknown[] = [];
  deployment.on("POST /users/:owner/workspaces", ({ body }) => {
    made.push(bodyField(body, "template_id"));
    return new Status(201, running);
  });
  await call("create_workspace", { name: "dev" });
  const other = { ...TEMPLATE, id: running.owner_id, name: "k8s" };
  deployment.on("GET /templates", () => [TEMPLATE, other, { ...other, name: "old", deprecated: true }]);
  await call("create_workspace", { name: "dev" });
  assert.deepEqual(made, [TEMPLATE.id, other.id]);
  assert.deepEqual(
    questions.map((question) => question.kind === "choose" && question.options),
    [["docker", "k8s"]],
  );
});

test("create without a template among several is declined or refused where there is no choice", async (t) => {
  const other = { ...TEMPLATE, id: running.owner_id, name: "k8s" };
  const declining = await setUp(t, { ask: askedFor({ kind: "declined" }).ask });
  declining.deployment.on("GET /templates", () => [TEMPLATE, other]);
  const { structured } = await declining.call("create_workspace", { name: "dev" });
  assert.equal(structured["declined"], true);
  assert.deepEqual(posts(declining.deployment), []);
  const alone = await setUp(t);
  alone.deployment.on("GET /templates", () => [TEMPLATE, other]);
  const error = await alone.refused("create_workspace", { name: "dev" });
  assert.match(error.message, /template: is required, one of docker, k8s/);
});

test("delete waits until the workspace is gone", async (t) => {
  const { deployment, call } = await setUp(t);
  const deleting = workspaceFixture({ status: "deleting" });
  deployment.on("POST /workspaces/:id/builds", () => new Status(201, deleting.latest_build));
  deployment.on("GET /workspaces/:id/watch", () => new Status(410, { message: "Gone.", code: "gone" }));
  const { text } = await call("delete_workspace", { workspace: "dev" });
  assert.match(text, /ann\/dev: deleted/);
});

test("create waits until commands can run, and a repeated call gives the same workspace", async (t) => {
  const { deployment, call, told } = await setUp(t, { workspaces: [] });
  const keys: unknown[] = [];
  deployment.on("POST /users/:owner/workspaces", ({ request }) => {
    keys.push(request.headers["idempotency-key"]);
    const headers: Record<string, string> = keys.length > 1 ? { "Idempotency-Replayed": "true" } : {};
    return new Status(201, workspaceFixture({ status: "pending" }), headers);
  });
  deployment.on("GET /workspaces/:id/watch", () =>
    streamOf(["starting", "running"].map((status) => workspaceFixture({ status }))),
  );
  const args = { name: "dev", template: "docker", idempotency_key: "k1" };
  const first = await call("create_workspace", args);
  assert.match(first.text, /ann\/dev: created, ready for commands/);
  assert.equal(first.structured["created"], true);
  assert.deepEqual(told, ["dev: starting", "dev: running"]);
  const second = await call("create_workspace", args);
  assert.equal(second.structured["replayed"], true);
  assert.deepEqual(keys, ["k1", "k1"]);
});

test("on a genuine deployment the name stands for the idempotency key", async (t) => {
  const { deployment, call, refused } = await setUp(t);
  deployment.on("POST /users/:owner/workspaces", () => new Status(409, { message: "Name taken." }));
  const args = { name: "dev", template: "docker" };
  assert.equal((await refused("create_workspace", args)).code, "conflict");
  const { structured } = await call("create_workspace", { ...args, idempotency_key: "k" });
  assert.equal(structured["replayed"], true);
});

test("unknown templates and presets are answered with what there is", async (t) => {
  const { deployment, refused } = await setUp(t);
  deployment.on("GET /templateversions/:id/presets", () => [
    { ID: TEMPLATE.id, Name: "Small", Parameters: [], Default: true },
  ]);
  const template = await refused("create_workspace", { name: "x", template: "dokcer" });
  assert.match(
    describeError(template).text,
    /not_found: no template "dokcer"\. Did you mean "docker"\?[^]*Next: list_templates/,
  );
  const preset = await refused("create_workspace", { name: "x", template: "docker", preset: "smal" });
  assert.match(preset.message, /it has Small.*Did you mean "Small"/);
});

test("a workspace outside of the filter is like one that does not exist, for every tool", async (t) => {
  const { refused } = await setUp(t, { filter: "template:k8s" });
  const missing = await setUp(t, { workspaces: [] });
  const extra = {
    execute_command: { command: "x" },
    get_command_output: { execution_id: "e" },
    write_process_input: { execution_id: "e" },
    signal_process: { execution_id: "e" },
    read_file: { path: "/x" },
    write_file: { path: "/x", content: "" },
    edit_files: { files: [{ path: "/x", edits: [{ search: "a", replace: "b" }] }] },
    create_checkpoint: { path: "/x" },
    diff_checkpoint: { checkpoint_id: "c" },
    restore_checkpoint: { checkpoint_id: "c" },
    upload_file: { path: "/x" },
    download_file: { path: "/x" },
    open_port: { port: 80 },
    coder_workspace_bash: { command: "x" },
    coder_workspace_execute: { command: "x" },
    coder_workspace_process_output: { process_id: "e" },
    coder_workspace_process_signal: { process_id: "e", signal: "kill" },
    coder_workspace_ls: { path: "/x" },
    coder_workspace_read_file: { path: "/x" },
    coder_workspace_write_file: { path: "/x", content: "" },
    coder_workspace_edit_file: { path: "/x", edits: [{ old_text: "a", new_text: "b" }] },
    coder_workspace_edit_files: { files: [{ path: "/x", edits: [{ old_text: "a", new_text: "b" }] }] },
    coder_workspace_port_forward: { port: 80 },
  };
  const named = TOOLS.filter(({ input }) => "workspace" in input.shape);
  assert(named.length > 10);
  for (const { name } of named) {
    const args = { workspace: "dev", ...Object.entries(extra).find(([tool]) => tool === name)?.[1] };
    const [hidden, absent] = [await refused(name, args), await missing.refused(name, args)];
    assert.equal(hidden.code, "not_found");
    assert.deepEqual(describeError(hidden), describeError(absent), name);
  }
});

test("nothing is created outside of the filter", async (t) => {
  const { deployment, refused } = await setUp(t, { filter: "owner:me name:team-" });
  const error = await refused("create_workspace", { name: "dev", template: "docker" });
  assert.equal(error.code, "forbidden");
  assert.match(error.message, /only serves workspaces with name:team-/);
  assert.deepEqual(posts(deployment), []);
});

test("a list shows status and agents, and where it goes on", async (t) => {
  const { deployment, call } = await setUp(t);
  deployment.on("GET /workspaces", ({ query }) => ({
    workspaces: [running],
    count: query.get("offset") === "0" ? 3 : 1,
  }));
  const { text, structured } = await call("list_workspaces", { limit: 1 });
  assert.match(
    text,
    /^1 of 3 workspaces; next offset 1\nann\/dev {2}running {2}docker {2}main connected {2}used /,
  );
  assert.equal(structured["next_offset"], 1);
});

test("several agents must be told apart, by name", async (t) => {
  const two = workspaceFixture({ agents: ["main", "gpu"] });
  const { call, refused } = await setUp(t, { workspaces: [two] });
  const error = await refused("execute_command", { workspace: "dev", command: "x" });
  assert.match(error.message, /available agents: main, gpu/);
  const wrong = await refused("execute_command", { workspace: "dev.cpu", command: "x" });
  assert.match(wrong.message, /no agent "cpu".*available agents: main, gpu/);
  assert.match((await call("execute_command", { workspace: "dev.gpu", command: "x" })).text, /exit 0/);
});

test("status works on a stopped workspace and tells why a build failed", async (t) => {
  const failed = workspaceFixture({ status: "failed" });
  const job = { ...failed.latest_build.job, status: "failed", error: "boom" };
  const { call } = await setUp(t, {
    workspaces: [{ ...failed, latest_build: { ...failed.latest_build, job } }],
  });
  const { text, structured } = await call("get_workspace_status", { workspace: "dev" });
  assert.match(text, /^ann\/dev: failed/);
  assert.match(text, /build 1 \(start\) failed: boom/);
  assert.deepEqual(structured["build_failure"], {
    build_number: 1,
    transition: "start",
    error: "boom",
    last_log_lines: [],
  });
});

test("an agent that cannot be asked does not spoil the status", async (t) => {
  const { call } = await setUp(t);
  const { text } = await call("get_workspace_status", { workspace: "dev" });
  assert.match(text, /ann\/dev: running; main connected/);
  assert.match(text, /main: unsupported: this deployment does not serve the agent API/);
});

const fileText = {
  path: "/x",
  size: 4,
  etag: "e",
  mime_type: "text/plain",
  binary: false,
  total_lines: 9,
  offset: 3,
  lines_read: 2,
  content: "c\nd",
  next_offset: 5,
  cut_lines: 0,
  final_newline: true,
};

test("what is missing inside a workspace leads to the tool that shows what is there", async (t) => {
  const { refused } = await setUp(t);
  const files = { workspace: "dev", path: "/x" };
  const next = async (name: string, args: unknown) =>
    describeError(await refused(name, args)).error.next_tool;
  // The fixture has no agent routes at all, so give them the agent's own refusals.
  assert.equal(await next("read_file", files), null);
  const { deployment, refused: missing } = await setUp(t);
  for (const route of [
    "GET /workspaceagents/:agent/.+",
    "PUT /workspaceagents/:agent/.+",
    "POST /workspaceagents/:agent/.+",
  ])
    deployment.on(route, () => NOT_FOUND);
  for (const [name, args, tool] of [
    ["read_file", files, "list_directory"],
    ["list_directory", files, "list_directory"],
    ["write_file", { ...files, content: "" }, "list_directory"],
    ["execute_command", { workspace: "dev", command: "x", workdir: "/x" }, "list_directory"],
    ["get_command_output", { workspace: "dev", execution_id: "x" }, "list_processes"],
    ["write_process_input", { workspace: "dev", execution_id: "x" }, "list_processes"],
    ["signal_process", { workspace: "dev", execution_id: "x" }, "list_processes"],
  ] as const)
    assert.equal(describeError(await missing(name, args)).error.next_tool, tool, name);
});

test("text is read by lines with totals, images as images, other bytes as a hint", async (t) => {
  const { deployment, call } = await setUp(t);
  const path = "GET /workspaceagents/:agent/files/text";
  const args = { workspace: "dev", path: "/x" };
  deployment.on(path, () => fileText);
  assert.equal(
    (await call("read_file", args)).text,
    "/x: lines 3-4 of 9, 4 B, etag e; go on with offset 5\nc\nd",
  );
  deployment.on(path, () => ({ ...fileText, binary: true, content: "", mime_type: "image/png" }));
  deployment.on(
    "GET /workspaceagents/:agent/files/content",
    ({ response }) => void response.end(Buffer.from([1, 255])),
  );
  assert.deepEqual((await call("read_file", args)).images, [{ mimeType: "image/png", data: "Af8=" }]);
  deployment.on(path, () => ({
    ...fileText,
    binary: true,
    content: "",
    mime_type: "image/png",
    size: 2 ** 21,
  }));
  assert.match((await call("read_file", args)).text, /2\.0 MiB, over the 1 MiB/);
  deployment.on(path, () => ({ ...fileText, binary: true, content: "", mime_type: "application/gzip" }));
  assert.match((await call("read_file", args)).text, /not text; inspect it with execute_command/);
});

test("content is written as given, base64 decoded, and checked before anything is sent", async (t) => {
  const { deployment, call, refused } = await setUp(t);
  const seen: unknown[] = [];
  deployment.on("PUT /workspaceagents/:agent/files/content", ({ body, query }) => {
    seen.push([body, query.get("append"), query.get("mode"), query.has("idempotency_key")]);
    return { path: "/x", size: 2, mode: "0755", etag: "e", created: true, replayed: false };
  });
  const args = { workspace: "dev", path: "/x" };
  const { text } = await call("write_file", { ...args, content: "aGk=", encoding: "base64", mode: "755" });
  assert.equal(text, "created /x, 2 B, mode 0755");
  await call("write_file", { ...args, content: "hü", append: true });
  assert.deepEqual(seen, [
    ["hi", "false", "755", true],
    ["hü", "true", null, true],
  ]);
  assert.match(
    (await refused("write_file", { ...args, content: "*", encoding: "base64" })).message,
    /content: is not base64/,
  );
  assert.equal(seen.length, 2);
});

const processOf = (pid: number, ppid: number, command: string) => ({
  pid,
  ppid,
  user: "coder",
  state: "S",
  cpu_percent: 1.5,
  memory_bytes: 2048,
  started_at: "",
  command,
  execution_id: null,
});

test("processes are shown as a tree under the commands that were run", async (t) => {
  const { deployment, call } = await setUp(t);
  const { execution } = executionReply({ state: "running" }, "npm run dev");
  const done = { ...execution, id: "exec-0", state: "exited" };
  deployment.on("GET /workspaceagents/:agent/executions", () => ({ executions: [done, execution] }));
  deployment.on("GET /workspaceagents/:agent/processes", () => ({
    processes: [processOf(9, 8, "node"), processOf(8, 1, "sh"), processOf(5, 1, "cron")],
  }));
  const { text, structured } = await call("list_processes", { workspace: "dev", running_only: true });
  assert.match(text, /commands: 1 of 1\n {2}exec-1 {2}running for 12ms/);
  assert.match(text, /8 +1\.5 +2\.0 KiB +sh\n9 +1\.5 +2\.0 KiB {4}node\n5 +1\.5/);
  assert.equal(structured["total_processes"], 3);
});

const entry = (path: string, type: string, target: string | null = null) => ({
  path,
  type,
  size: 1,
  mode: "0644",
  modified_at: "",
  target,
});

test("a directory is listed with what was left out", async (t) => {
  const { deployment, call } = await setUp(t);
  deployment.on("GET /workspaceagents/:agent/files/list", ({ query }) => ({
    path: query.get("path"),
    entries: [entry("src", "directory"), entry("a.txt", "file"), entry("l", "symlink", "a.txt")],
    omitted: 2,
    ignored: query.get("ignore") === "true" ? 3 : 0,
  }));
  const { text } = await call("list_directory", { workspace: "dev" });
  assert.equal(
    text,
    "~/: 3 entries, 2 more past the limit, 3 ignored (include_ignored shows them)\n0644       src/\n0644  1 B  a.txt\n0644       l -> a.txt",
  );
});

const version = (id: string, name: string) => ({
  id: TEMPLATE.id.slice(0, -1) + id,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  name,
  message: "first",
  readme: "# Docker",
  job: workspaceFixture().latest_build.job,
  created_by: { id: TEMPLATE.id, username: "ann" },
});

test("a template shows its parameters, presets and README; its versions come newest first", async (t) => {
  const { deployment, call } = await setUp(t);
  const parameter = {
    name: "cpu",
    description: "",
    description_plaintext: "Cores",
    type: "number",
    form_type: "input",
    mutable: false,
    default_value: "2",
    icon: "",
    options: null,
    validation_min: 1,
    validation_max: 8,
    required: false,
    ephemeral: false,
  };
  deployment.on("GET /templateversions/:id", () => version("5", "v2"));
  deployment.on("GET /templateversions/:id/rich-parameters", () => [parameter]);
  deployment.on("GET /templateversions/:id/presets", () => [
    { ID: TEMPLATE.id, Name: "Small", Parameters: [{ Name: "cpu", Value: "1" }], Default: true },
  ]);
  deployment.on("GET /templates/:id/versions", () => [version("4", "v1"), version("5", "v2")]);
  const { text } = await call("get_template_info", { template: "docker" });
  assert.match(text, /^coder\/docker, active version v2\nA container\n/);
  assert.match(text, / {2}cpu: number, default "2", immutable, min 1, max 8\. Cores\n/);
  assert.match(text, / {2}Small \(default\): cpu=1\nREADME:\n# Docker$/);
  const versions = await call("list_template_versions", { template: "docker", limit: 1 });
  assert.match(versions.text, /^docker: 1 of 2 versions; next offset 1\nv2 {2}active {2}succeeded {2}ann/);
  assert.match((await call("list_templates")).text, /1 of 1 templates\ndocker {2}2 users {2}A container/);
});
