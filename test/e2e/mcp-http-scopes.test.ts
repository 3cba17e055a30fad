import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TOOLS } from "../../src/tools/index.ts";
import { TOOLSETS } from "../../src/tools/toolsets.ts";
import { expectApi, type Place } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { mcpPost, modernRequest } from "../support/mcp-post.ts";
import { until } from "../support/until.ts";
import { openSession } from "../support/mcp-request.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const METADATA = `${deployment.url}/.well-known/oauth-protected-resource/api/experimental/mcp/http`;

const ALL = { query: `?toolset=${TOOLSETS.join(",")}` };

let made = 0;

async function withScopes(scopes: readonly string[]): Promise<Place> {
  const body = { token_name: `t${(made += 1)}`, scopes };
  const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", body);
  return { url: deployment.url, token: key };
}

const call = (name: string, args: object = {}, id: string | number = 5) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

const completion = (type: string, of: string, argument: string) => ({
  ref: { type, [type === "ref/prompt" ? "name" : "uri"]: of },
  argument: { name: argument, value: "" },
});

function isRefused({ status, headers }: Response, scopes: readonly string[]): void {
  const challenge = headers.get("www-authenticate") ?? "";
  assert.equal(status, 403);
  assert.match(challenge, /^Bearer error="insufficient_scope"/);
  assert.ok(challenge.includes(`scope="api_key:read ${scopes.join(" ")}"`), challenge);
  assert.ok(challenge.includes(`resource_metadata="${METADATA}"`), challenge);
}

const scopesOf = (name: string): readonly string[] =>
  TOOLS.find((tool) => tool.name === name)?.scopes ?? assert.fail(name);

/** Calls a tool with a token of exactly its scopes, and returns the structured result. */
async function callWithItsScopes(name: string, args: object) {
  const response = await mcpPost(await withScopes(scopesOf(name)), call(name, args), ALL);
  const text = await response.text();
  assert.equal(response.status, 200, `${name}: ${text}`);
  const { result } = JSON.parse(text);
  assert.notEqual(result.isError, true, `${name}: ${text}`);
  return result.structuredContent;
}

it("each tool works through the API with a token of exactly its scopes", async () => {
  const workspace = "scoped";
  const calls: readonly (readonly [string, object])[] = [
    ["list_templates", {}],
    ["get_template_info", { template: "local" }],
    ["list_template_versions", { template: "local" }],
    ["create_workspace", { name: workspace, template: "local" }],
    ["list_workspaces", {}],
    ["get_workspace_status", { workspace }],
    ["list_processes", { workspace }],
    ["write_file", { workspace, path: "~/a.txt", content: "a" }],
    ["read_file", { workspace, path: "~/a.txt" }],
    ["edit_files", { workspace, files: [{ path: "~/a.txt", edits: [{ search: "a", replace: "b" }] }] }],
    ["find_files", { workspace, glob: "*.txt" }],
    ["list_checkpoints", { workspace }],
    ["list_directory", { workspace, path: "~/" }],
    ["upload_file", { workspace, path: "~/big.bin" }],
    ["download_file", { workspace, path: "~/a.txt" }],
    ["list_apps", { workspace }],
    ["open_port", { workspace, port: 8080 }],
    ["search", { query: "local" }],
    ["fetch", { id: "coder://templates/local" }],
    ["fetch", { id: `coder://workspaces/admin/${workspace}` }],
    ["coder_get_authenticated_user", {}],
    ["coder_list_organizations", {}],
    ["coder_list_workspaces", {}],
    ["coder_get_workspace", { workspace_id: workspace }],
    ["coder_get_workspace_agent_logs", { workspace_agent_id: workspace }],
    ["coder_workspace_readiness", { workspace }],
    ["coder_list_templates", {}],
    ["coder_workspace_bash", { workspace, command: "true" }],
    ["coder_workspace_process_list", { workspace }],
    ["coder_workspace_ls", { workspace, path: "~/" }],
    ["coder_workspace_write_file", { workspace, path: "~/c.txt", content: "a" }],
    ["coder_workspace_read_file", { workspace, path: "~/c.txt" }],
    ["coder_workspace_edit_file", { workspace, path: "~/c.txt", edits: [{ old_text: "a", new_text: "b" }] }],
    [
      "coder_workspace_edit_files",
      { workspace, files: [{ path: "~/c.txt", edits: [{ old_text: "b", new_text: "c" }] }] },
    ],
    ["coder_workspace_list_apps", { workspace }],
    ["coder_workspace_port_forward", { workspace, port: 8080 }],
    ["stop_workspace", { workspace }],
    ["start_workspace", { workspace }],
  ];
  const tried = new Set<string>();
  const use = async (name: string, args: object) => {
    tried.add(name);
    return await callWithItsScopes(name, args);
  };
  for (const [name, args] of calls) await use(name, args);
  const command = { workspace, command: "cat", start: true, keep_stdin: true, background: true };
  const { execution_id } = await use("execute_command", command);
  await use("write_process_input", { workspace, execution_id, text: "hi" });
  await use("get_command_output", { workspace, execution_id, wait_seconds: 0 });
  await use("signal_process", { workspace, execution_id });
  const { id: checkpoint_id } = await use("create_checkpoint", { workspace, path: "~/" });
  await use("diff_checkpoint", { workspace, checkpoint_id });
  await use("restore_checkpoint", { workspace, checkpoint_id });
  const running = { workspace, command: "sleep 60", run_in_background: true };
  const { background_process_id: process_id } = await use("coder_workspace_execute", running);
  await use("coder_workspace_process_output", { workspace, process_id, wait_timeout: "0s" });
  await use("coder_workspace_process_signal", { workspace, process_id, signal: "kill" });
  const { sessions } = await use("list_activity", { limit: 1 });
  await use("get_activity", { id: sessions[0].events[0].id });
  await use("delete_workspace", { workspace });
  await templateCalls(use);
  await buildCalls(use);
  const served = TOOLS.map(({ name }) => name).filter((name) => !NOT_SERVED.includes(name));
  assert.deepEqual(tried, new Set(served));
});

/** No deployment of ours has tasks; src/tools/coder/tasks.test.ts has them from a stand-in. */
const NOT_SERVED = [
  "coder_create_task",
  "coder_delete_task",
  "coder_list_tasks",
  "coder_get_task_status",
  "coder_send_task_input",
  "coder_get_task_logs",
];

type Use = (name: string, args: object) => ReturnType<typeof callWithItsScopes>;

async function templateCalls(use: Use): Promise<void> {
  const files = { "template.yaml": "provisioner: echo" };
  const { hash: file_id } = await use("coder_upload_tar_file", { files });
  const { id: version_id } = await use("coder_create_template_version", { file_id });
  await until("the version is imported", async () => {
    const { job } = await expectApi(deployment, `GET /templateversions/${version_id}`);
    return job.status === "succeeded";
  });
  const named = { name: "scoped", display_name: "", description: "", version_id };
  const { id: template_id } = await use("coder_create_template", named);
  await use("coder_get_template_version_logs", { template_version_id: version_id });
  await use("coder_template_version_parameters", { template_version_id: version_id });
  await use("coder_get_template", { template_id });
  await use("coder_update_template_active_version", { template_id, template_version_id: version_id });
  await use("coder_delete_template", { template_id });
}

async function buildCalls(use: Use): Promise<void> {
  const workspace = await use("coder_create_workspace", {
    name: "coders",
    template_id: "local",
    rich_parameters: {},
  });
  await use("coder_get_workspace_build_logs", { workspace_build_id: workspace.latest_build.id });
  await use("coder_create_workspace_build", { workspace_id: workspace.id, transition: "delete" });
}

it("each tool is refused with a 403 that names what to ask for", async () => {
  const poor = await withScopes(["api_key:read"]);
  for (const { name, scopes } of TOOLS) {
    const response = await mcpPost(poor, call(name), ALL);
    isRefused(response, scopes);
    const { id, error } = JSON.parse(await response.text());
    assert.equal(id, 5);
    assert.deepEqual(error.data.missing, scopes);
  }
});

describe("step-up", () => {
  it("is asked for in the modern era, and inside of a batch", async () => {
    const poor = await withScopes(["template:read"]);
    const { body, headers } = modernRequest("tools/call", { name: "list_workspaces", arguments: {} }, "m1");
    const modern = await mcpPost(poor, body, { headers });
    assert.equal(modern.status, 403);
    assert.equal(JSON.parse(await modern.text()).id, "m1");
    const batch = await mcpPost(poor, [call("list_templates", {}, 1), call("list_workspaces", {}, 2)]);
    assert.equal(batch.status, 403);
    assert.equal(JSON.parse(await batch.text()).id, 2);
  });

  it("leaves the tools listed, so that a client can ask for more", async () => {
    const poor = await withScopes(["template:read"]);
    const response = await mcpPost(poor, { jsonrpc: "2.0", id: 1, method: "tools/list" }, ALL);
    assert.equal(JSON.parse(await response.text()).result.tools.length, TOOLS.length);
  });

  it("is not for tools that the connection does not have", async () => {
    const poor = await withScopes(["template:read"]);
    const response = await mcpPost(poor, call("list_workspaces"), { query: "?tools=list_templates" });
    assert.equal(response.status, 200);
    assert.match(JSON.parse(await response.text()).error.message, /no tool "list_workspaces"/);
  });

  it("knows that a scope may include another", async () => {
    const rich = await withScopes(["coder:workspaces.operate"]);
    assert.equal((await mcpPost(rich, call("list_workspaces"))).status, 200);
    assert.equal((await mcpPost(rich, call("delete_workspace"))).status, 403);
  });
});

describe("what reads without a tool", () => {
  const dev = "coder://workspaces/admin/readable";
  const reads: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
    ["resources/list", {}, ["workspace:read", "template:read"]],
    ["resources/read", { uri: dev }, ["workspace:read"]],
    ["resources/read", { uri: `${dev}/builds/1/log` }, ["workspace:read"]],
    ["resources/read", { uri: `${dev}/files/~/` }, ["workspace:read", "file:read"]],
    ["resources/read", { uri: "coder://templates/local" }, ["template:read"]],
    ["prompts/get", { name: "debug_failed_build", arguments: { workspace: "readable" } }, ["workspace:read"]],
    ["completion/complete", completion("ref/prompt", "debug_failed_build", "workspace"), ["workspace:read"]],
    ["completion/complete", completion("ref/prompt", "set_up_workspace", "template"), ["template:read"]],
    [
      "completion/complete",
      completion("ref/resource", "coder://workspaces/{owner}/{name}", "name"),
      ["workspace:read"],
    ],
    [
      "completion/complete",
      completion("ref/resource", "coder://templates/{name}", "name"),
      ["template:read"],
    ],
  ];
  const listen = { notifications: { resourceSubscriptions: [dev] } };

  before(async () => {
    await callWithItsScopes("create_workspace", { name: "readable", template: "local" });
  });

  for (const [method, params, scopes] of reads) {
    it(`${method} ${JSON.stringify(params)} takes ${scopes.join(" and ")}, no less and no more`, async () => {
      const { body, headers } = modernRequest(method, params);
      isRefused(await mcpPost(await withScopes(["api_key:read"]), body, { headers }), scopes);
      const answer = await mcpPost(await withScopes(scopes), body, { headers });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      assert.equal(JSON.parse(text).error, undefined, text);
    });
  }

  it("subscriptions, tasks and sessions are refused alike", async () => {
    const poor = await withScopes(["api_key:read"]);
    const post = async (method: string, params: Record<string, unknown>) => {
      const { body, headers } = modernRequest(method, params);
      return await mcpPost(poor, body, { headers });
    };
    isRefused(await post("subscriptions/listen", listen), ["workspace:read"]);
    const taskId = `build.${Buffer.from("stop_workspace/a/b").toString("base64url")}`;
    isRefused(await post("tasks/cancel", { taskId }), ["workspace:read", "workspace:stop"]);
    const session = await openSession(poor.url, poor.token);
    for (const method of ["resources/read", "resources/subscribe"]) {
      const body = { jsonrpc: "2.0", id: 1, method, params: { uri: dev } };
      isRefused(await mcpPost(poor, body, { headers: { "mcp-session-id": session } }), ["workspace:read"]);
    }
  });

  it("what is not there is not asked for", async () => {
    const poor = await withScopes(["api_key:read"]);
    for (const [query, uri] of [
      ["", "coder://nothing/at/all"],
      ["?tools=list_templates", dev],
    ] as const) {
      const { body, headers } = modernRequest("resources/read", { uri });
      const answer = await mcpPost(poor, body, { headers, query });
      assert.equal(JSON.parse(await answer.text()).error.code, -32_602, uri);
    }
  });
});
