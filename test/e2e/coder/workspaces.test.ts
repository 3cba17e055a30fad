import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { toolsIn } from "../../../src/tools/index.ts";
import { addTemplate } from "../../support/add-template.ts";
import { expectApi } from "../../support/api-calls.ts";
import { startTestDeployment } from "../../support/deployment.ts";
import { connectMcp } from "../../support/mcp-client.ts";
import { mcpPost } from "../../support/mcp-post.ts";

const deployment = await startTestDeployment({ after });
const { client, ok, fails } = await connectMcp({ after }, deployment, { flags: ["--toolsets", "coder"] });

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
const TWO = "provisioner: local\nagents: [{ name: one }, { name: two }]\n";

before(async () => {
  await addTemplate(deployment, "kit", KIT);
  await addTemplate(deployment, "two", TWO);
  await ok("coder_create_workspace", { name: "dev", template_id: "kit", rich_parameters: {} });
  await ok("coder_workspace_readiness", { workspace: "dev", wait_ms: 30_000 });
});

const first = (text: string): unknown => JSON.parse(text.split("\n")[0] ?? "");
const refusedUpload = async (args: object) => (await fails("coder_upload_tar_file", args)).text;
const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

describe("the toolset", () => {
  test("is the same over stdio and over HTTP, and is in no other", async () => {
    const wanted = names(toolsIn(["coder"]));
    assert.deepEqual(names((await client.listTools()).tools), wanted);
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    const over = async (query: string) =>
      JSON.parse(await (await mcpPost(deployment, list, { query })).text());
    assert.deepEqual(names((await over("?toolset=coder")).result.tools), wanted);
    assert(names((await over("")).result.tools).every((name) => !name.startsWith("coder_")));
  });

  test("answers with JSON that ends with a newline, over HTTP too", async () => {
    const params = { name: "coder_list_workspaces", arguments: {} };
    const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
    const response = await mcpPost(deployment, call, { query: "?toolset=coder" });
    const { content, structuredContent } = JSON.parse(await response.text()).result;
    assert.equal(content.length, 1);
    assert(content[0].text.endsWith("]\n"));
    const workspaces = JSON.parse(content[0].text);
    assert.deepEqual(structuredContent, { result: workspaces });
    assert.deepEqual(
      workspaces.map(({ name, status, template_name }: Record<string, string>) => [
        name,
        status,
        template_name,
      ]),
      [["dev", "running", "kit"]],
    );
  });

  test("refuses bad arguments by their names, and advises its own tools", async () => {
    const bad = async (name: string, args: object, wanted: RegExp) => {
      assert.match((await fails(name, args)).text, wanted);
    };
    await bad(
      "coder_get_workspace_build_logs",
      { workspace_build_id: "5" },
      /workspace_build_id: must be a valid UUID/,
    );
    await bad(
      "coder_workspace_readiness",
      { workspace: "dev", wait_ms: 30_001 },
      /wait_ms: must be at most 30000/,
    );
    await bad("coder_workspace_ls", { workspace: "dev", path: "etc" }, /path: must be an absolute path/);
    await bad("coder_workspace_bash", { workspace: "dev", command: " " }, /command: must not be empty/);
    await bad(
      "coder_workspace_bash",
      { workspace: "dev", cmd: "x" },
      /command: is required.*cmd: is not an argument/,
    );
    const { data } = await fails("coder_get_workspace", { workspace_id: "nobody" });
    assert.deepEqual([data.code, data.next_tool], ["not_found", "coder_list_workspaces"]);
    await assert.rejects(
      client.callTool({ name: "coder_list_workspace" }),
      /Did you mean "coder_list_workspaces"/,
    );
  });
});

describe("users, organizations, workspaces", () => {
  test("tell who I am and where", async () => {
    const { data: user } = await ok("coder_get_authenticated_user");
    assert.equal(user.username, deployment.owner.username);
    const { data } = await ok("coder_list_organizations");
    assert.deepEqual(
      data.result.map(({ is_default }: { is_default: boolean }) => is_default),
      [true],
    );
  });

  test("a workspace is made of a template or a version, not of both", async () => {
    const neither = await fails("coder_create_workspace", { name: "x", rich_parameters: {} });
    assert.match(neither.text, /exactly one of template_id and template_version_id must be provided/);
    const { data: template } = await ok("coder_get_template", { template_id: "two" });
    const version = { template_version_id: template.active_version_id };
    const both = { name: "x", rich_parameters: {}, template_id: "two", ...version };
    assert.match((await fails("coder_create_workspace", both)).text, /exactly one of/);
    const made = await ok("coder_create_workspace", { name: "pair", rich_parameters: {}, ...version });
    assert.equal(made.data.template_name, "two");
    await ok("coder_get_workspace_build_logs", { workspace_build_id: made.data.latest_build.id });
  });

  test("an agent must be named where there are several", async () => {
    const bare = await fails("coder_workspace_execute", { workspace: "pair", command: "true" });
    assert.match(bare.text, /several agents.*available agents: one, two/);
    const wrong = await fails("coder_workspace_readiness", { workspace: "pair.three" });
    assert.match(wrong.text, /no agent "three".*available agents: one, two/);
    const named = await ok("coder_workspace_bash", {
      workspace: "pair.two",
      command: "echo $CODER_WORKSPACE_AGENT_NAME",
    });
    assert.deepEqual(first(named.text), { output: "two", exit_code: 0 });
  });

  test("presets and parameters are only for a start, and both faults are told", async () => {
    const args = {
      workspace_id: "dev",
      transition: "stop",
      rich_parameters: {},
      template_version_preset_id: deployment.owner.username,
    };
    assert.match(
      (await fails("coder_create_workspace_build", args)).text,
      /template_version_preset_id: must be a valid UUID/,
    );
    const preset = "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f05";
    const { data } = await fails("coder_create_workspace_build", {
      ...args,
      template_version_preset_id: preset,
    });
    assert.deepEqual(
      data.validations.map(({ field }: { field: string }) => field),
      ["template_version_preset_id", "rich_parameters"],
    );
  });

  test("a stopped workspace is told, and started by the tools that need it, not by those that only read", async () => {
    await ok("coder_create_workspace", {
      name: "idle",
      template_id: "kit",
      rich_parameters: { region: "us" },
    });
    const ready = await ok("coder_workspace_readiness", { workspace: "idle", wait_ms: 30_000 });
    assert.deepEqual([ready.data.state, ready.data.ready, ready.data.wait_expired], ["ready", true, false]);
    const { data: build } = await ok("coder_create_workspace_build", {
      workspace_id: "idle",
      transition: "stop",
    });
    await ok("coder_get_workspace_build_logs", { workspace_build_id: build.id });
    const { data: off } = await ok("coder_workspace_readiness", { workspace: "idle", wait_ms: 5000 });
    assert.deepEqual([off.state, off.ready, off.build_status], ["stopped", false, "stopped"]);
    const list = await fails("coder_workspace_process_list", { workspace: "idle" });
    assert.deepEqual([list.data.code, list.data.next_tool], ["precondition", "coder_create_workspace_build"]);
    const run = await ok("coder_workspace_execute", {
      workspace: "idle",
      command: "echo $CODER_PARAMETER_REGION",
    });
    assert.equal(run.data.output, "us\n");
    const { data: gone } = await ok("coder_create_workspace_build", {
      workspace_id: "idle",
      transition: "delete",
    });
    assert.match(
      (await fails("coder_workspace_ls", { workspace: "idle", path: "/" })).text,
      /deleted|no workspace idle/,
    );
    await ok("coder_get_workspace_build_logs", { workspace_build_id: gone.id });
  });

  test("what broke is not started by itself", async () => {
    await addTemplate(deployment, "broken", "provisioner: echo\necho: { start: { fail: no room } }\n");
    const { data } = await ok("coder_create_workspace", {
      name: "bad",
      template_id: "broken",
      rich_parameters: {},
    });
    await ok("coder_get_workspace_build_logs", { workspace_build_id: data.latest_build.id });
    const refused = await fails("coder_workspace_ls", { workspace: "bad", path: "/" });
    assert.match(refused.text, /is in failed state/);
    const { data: state } = await ok("coder_workspace_readiness", { workspace: "bad", wait_ms: 5000 });
    assert.deepEqual([state.state, state.ready], ["build_failed", false]);
    assert.match(state.build_error, /no room/);
  });

  test("a build that goes on is answered when the wait is over, and read on from there", async () => {
    const slow =
      "provisioner: echo\necho: { start: { delay_ms: 600000, logs: [{ output: one }, { output: two }] } }\n";
    await addTemplate(deployment, "slow", slow);
    const made = await ok("coder_create_workspace", {
      name: "late",
      template_id: "slow",
      rich_parameters: {},
    });
    const id = { workspace_build_id: made.data.latest_build.id };
    const begun = await ok("coder_get_workspace_build_logs", { ...id, wait_seconds: 2 });
    const from = Number(/The job is running; call again with after=(\d+)/.exec(begun.text)?.[1]);
    assert(from > 0, begun.text);
    const rest = await ok("coder_get_workspace_build_logs", { ...id, after: from, wait_seconds: 0 });
    assert.deepEqual(rest.data.result, []);
    const { data } = await ok("coder_workspace_readiness", { workspace: "late", wait_ms: 1000 });
    assert.deepEqual([data.state, data.wait_expired, "agent_id" in data], ["pending", true, false]);
    await expectApi(deployment, `PATCH /workspacebuilds/${id.workspace_build_id}/cancel`);
  });

  test("an agent's log is read by the agent's id or its workspace's name", async () => {
    const { data } = await ok("coder_get_workspace", { workspace_id: "dev" });
    const [agent] = data.latest_build.resources.flatMap(({ agents }: { agents: object[] }) => agents);
    for (const workspace_agent_id of [agent.id, "dev", "dev.main"]) {
      const { data: logs } = await ok("coder_get_workspace_agent_logs", { workspace_agent_id });
      assert(logs.result.includes("ready to work"), JSON.stringify(logs));
    }
  });
});

describe("templates", () => {
  const files = {
    "template.yaml": "provisioner: echo\nparameters: [{ name: size, default: small }]\n",
    "README.md": "# Made here",
  };

  test("are made from files, versioned, activated and deleted", async () => {
    const { data: file } = await ok("coder_upload_tar_file", { files });
    const { data: version } = await ok("coder_create_template_version", { file_id: file.hash });
    assert.equal(version.message, "Created by AI");
    const id = { template_version_id: version.id };
    assert(Array.isArray((await ok("coder_get_template_version_logs", id)).data.result));
    const { data: parameters } = await ok("coder_template_version_parameters", id);
    assert.deepEqual(names(parameters.result), ["size"]);
    const made = await ok("coder_create_template", {
      name: "made",
      display_name: "Made",
      description: "By a tool",
      version_id: version.id,
      icon: "/icon/made.svg",
    });
    assert.equal(made.data.icon, "/icon/made.svg");
    const template_id = made.data.id;
    const { data: next } = await ok("coder_create_template_version", { file_id: file.hash, template_id });
    await ok("coder_get_template_version_logs", { template_version_id: next.id });
    const change = { template_id: "made", template_version_id: next.id };
    const updated = await ok("coder_update_template_active_version", change);
    assert.equal(updated.text, '"Successfully updated active version!"\n');
    const { data: template } = await ok("coder_get_template", { template_id });
    assert.equal(template.active_version_id, next.id);
    assert(!("presets" in template));
    assert.equal(
      (await ok("coder_delete_template", { template_id })).data.message,
      "Template made deleted successfully.",
    );
    assert.equal((await fails("coder_get_template", { template_id })).data.next_tool, "coder_list_templates");
  });

  test("tell their presets, and are listed", async () => {
    const { data } = await ok("coder_get_template", { template_id: "kit" });
    assert.deepEqual(
      data.presets.map(({ id: _id, ...preset }: { id: string }) => preset),
      [
        {
          name: "far",
          description: "Far away",
          default: true,
          parameters: [{ name: "region", value: "us" }],
        },
      ],
    );
    const all = await ok("coder_list_templates");
    assert(names(all.data.result).includes("kit"));
    assert.equal((await ok("coder_list_templates", { offset: 1000 })).text, "[]\n");
  });

  test("files must stay inside of their archive, be some, and be what they say", async () => {
    assert.match(await refusedUpload({ files: { "../x": "" } }), /must be a path inside the archive/);
    assert.match(await refusedUpload({ files: {} }), /at least one file/);
    assert.match(await refusedUpload({ files: { x: "?" }, encoding: "base64" }), /files.x: is not base64/);
  });
});

describe("apps and tasks", () => {
  test("apps have the URLs at which the deployment serves them", async () => {
    const { data } = await ok("coder_workspace_list_apps", { workspace: "dev" });
    const web = `${deployment.url}/@${deployment.owner.username}/dev.main/apps/web/`;
    assert.deepEqual(data.apps, [
      { name: "Web page", url: web },
      { name: "docs", url: "https://docs.example.com" },
      { name: "claude", url: "" },
    ]);
    assert.equal((await ok("coder_workspace_port_forward", { workspace: "dev", port: 8080 })).data.url, web);
    const port = await ok("coder_workspace_port_forward", { workspace: "dev", port: 81 });
    assert.match(port.data.url, /^http\S+\.main\/apps\/81\/~\S+\/$/);
  });

  test("a deployment without tasks says so", async () => {
    const tried = await Promise.all([
      fails("coder_list_tasks"),
      fails("coder_get_task_status", { task_id: "dev" }),
      fails("coder_create_task", { input: "x", template_version_id: "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f05" }),
    ]);
    for (const { data } of tried) {
      assert.equal(data.code, "unsupported");
      assert.match(data.message, /this deployment has no tasks/);
    }
  });
});
