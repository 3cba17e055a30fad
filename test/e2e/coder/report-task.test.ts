import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { addTemplate } from "../../support/add-template.ts";
import { callApi, expectApi } from "../../support/api-calls.ts";
import { startTestDeployment } from "../../support/deployment.ts";
import { connectMcp } from "../../support/mcp-client.ts";
import { runCoder } from "../../support/run-coder.ts";

const deployment = await startTestDeployment({ after });
const { client, ok } = await connectMcp({ after }, deployment, { flags: ["--toolsets", "coder"] });

const KIT = `
provisioner: local
description: With choices
parameters:
  - { name: region, default: eu }
presets:
  - { name: far, description: Far away, default: true, parameters: { region: us } }
agents:
  - name: main
    startup_script: echo ready to work
    apps:
      - { slug: web, display_name: Web page, url: "http://localhost:8080" }
      - { slug: docs, url: "https://docs.example.com", external: true }
      - { slug: claude, command: "true" }
`;

let devId = "";
before(async () => {
  await addTemplate(deployment, "kit", KIT);
  await ok("coder_create_workspace", { name: "dev", template_id: "kit", rich_parameters: {} });
  const { data } = await ok("coder_workspace_readiness", { workspace: "dev", wait_ms: 30_000 });
  devId = data.workspace_id;
});

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

const agentToken = (): string => {
  const files = globSync("**/config/main.json", { cwd: deployment.configDir });
  const texts = files.map((file) => JSON.parse(readFileSync(join(deployment.configDir, file), "utf8")));
  return texts.find(({ CODER_WORKSPACE_ID: id }) => id === devId)?.CODER_AGENT_TOKEN ?? assert.fail();
};
const agentEnv = () => ({ CODER_AGENT_URL: deployment.url, CODER_AGENT_TOKEN: agentToken() });
const FLAGS = ["--app-status-slug", "claude"];
const report = { summary: "Fixed the bug", link: "https://example.com/pr/1", state: "complete" };

const server = async (...flags: readonly string[]) => {
  const env = {
    CODER_URL: deployment.url,
    CODER_SESSION_TOKEN: deployment.token,
    CODER_CONFIG_DIR: deployment.configDir,
  };
  return await runCoder(["exp", "mcp", "server", ...flags], env);
};

describe("coder_report_task", () => {
  test("is all that an agent's token alone gives, and its report is seen in the API", async () => {
    const agent = await connectMcp({ after }, undefined, { flags: FLAGS, env: agentEnv() });
    assert.deepEqual(names((await agent.client.listTools()).tools), ["coder_report_task"]);
    assert.match(agent.client.getInstructions() ?? "", /coder_report_task/);
    await agent.ok("coder_report_task", { ...report, summary: "Looking", state: "working" });
    const { text } = await agent.ok("coder_report_task", report);
    assert.equal(text, '{"message":"Thanks for reporting!"}\n');
    const workspace = await expectApi(deployment, `GET /workspaces/${devId}`);
    const { state, message, uri, workspace_id } = workspace.latest_app_status;
    assert.deepEqual([state, message, uri, workspace_id], ["complete", "Fixed the bug", report.link, devId]);
    const [seen] = workspace.latest_build.resources.flatMap(({ agents }: { agents: object[] }) => agents);
    const { apps } = await expectApi(deployment, `GET /workspaceagents/${seen.id}`);
    const told = apps.map(({ slug, statuses }: { slug: string; statuses: { message: string }[] }) => [
      slug,
      statuses.map((one) => one.message),
    ]);
    assert.deepEqual(told, [
      ["web", []],
      ["docs", []],
      ["claude", ["Fixed the bug", "Looking"]],
    ]);
    assert.match(
      (await agent.fails("coder_report_task", { ...report, summary: "x".repeat(161) })).text,
      /summary: must be at most 160/,
    );
    assert.match(
      (await agent.fails("coder_report_task", { ...report, state: "done" })).text,
      /state: must be one of working/,
    );
  });

  test("stands beside the tools of a user, and an app that is not there is told", async () => {
    const slug = ["--app-status-slug", "none", "--allowed-tools", "coder_report_task,list_workspaces"];
    const user = await connectMcp({ after }, deployment, { flags: slug, env: agentEnv() });
    assert.deepEqual(names((await user.client.listTools()).tools), ["list_workspaces", "coder_report_task"]);
    const refused = await user.fails("coder_report_task", report);
    assert.match(refused.text, /has no app "none"; accepted are web, docs, claude/);
  });

  test("is not there over HTTP, and not for a user's token or a stranger's", async () => {
    const body = { app_slug: "claude", state: "idle", message: "hi" };
    assert.equal((await callApi(deployment, "PATCH /workspaceagents/me/app-status", body)).status, 401);
    const stranger = { url: deployment.url, token: "x" };
    assert.equal((await callApi(stranger, "PATCH /workspaceagents/me/app-status", body)).status, 401);
    const self = { url: deployment.url, token: agentToken() };
    assert.equal((await callApi(self, "GET /users/me")).status, 401);
    const bad = await callApi(self, "PATCH /workspaceagents/me/app-status", { ...body, state: "busy" });
    assert.equal(bad.status, 400);
    assert.match(bad.text, /must be one of working, idle, complete, failure/);
    const nul = await callApi(self, "PATCH /workspaceagents/me/app-status", { ...body, message: "\0" });
    assert.equal(nul.status, 400);
  });

  test("keeps the last twenty", async () => {
    const self = { url: deployment.url, token: agentToken() };
    for (let i = 1; i <= 25; i += 1)
      await expectApi(self, "PATCH /workspaceagents/me/app-status", {
        app_slug: "web",
        state: "working",
        message: `m${i}`,
      });
    const workspace = await expectApi(deployment, `GET /workspaces/${devId}`);
    assert.equal(workspace.latest_app_status.message, "m25");
    const [agent] = workspace.latest_build.resources.flatMap(({ agents }: { agents: object[] }) => agents);
    const { statuses } = agent.apps.find(({ slug }: { slug: string }) => slug === "web");
    assert.deepEqual([statuses.length, statuses[0].message, statuses[19].message], [20, "m25", "m6"]);
  });
});

describe("--allowed-tools and --instructions", () => {
  test("narrow the toolsets, and say something else to the model", async () => {
    const env = { CODER_MCP_ALLOWED_TOOLS: "read_file, list_templates", CODER_MCP_INSTRUCTIONS: "Be brief." };
    const one = await connectMcp({ after }, deployment, { env });
    assert.deepEqual(names((await one.client.listTools()).tools), ["read_file", "list_templates"]);
    assert.equal(one.client.getInstructions(), "Be brief.");
    assert.match(client.getInstructions() ?? "", /coder_workspace_process_output/);
  });

  test("refuse a name that is no tool's, or that is not offered, at the start", async () => {
    const wrong = await server("--allowed-tools", "read_fil");
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.stderr, /allowed-tools: there is no tool "read_fil"\. Did you mean "read_file"\?/);
    const other = await server("--allowed-tools", "coder_workspace_bash");
    assert.match(other.stderr, /coder_workspace_bash is of the toolset coder; name it in --toolsets too/);
    const changing = await server("--read-only", "--allowed-tools", "write_file");
    assert.match(changing.stderr, /write_file changes things, and the server is read-only/);
    const silent = await server("--allowed-tools", "coder_report_task");
    assert.match(silent.stderr, /coder_report_task needs --app-status-slug/);
    const alone = await server("--app-status-slug", "claude");
    assert.match(alone.stderr, /app-status-slug: needs CODER_AGENT_URL, and CODER_AGENT_TOKEN/);
  });
});
