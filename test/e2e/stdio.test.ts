import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { after, before, describe, test, type TestContext } from "node:test";
import { addTemplate } from "../support/add-template.ts";
import { startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { connectMcp, ERAS, STDIO } from "../support/mcp-client.ts";
import { until } from "../support/until.ts";
import { toolsIn } from "../../src/tools/index.ts";

const deployment = await startTestDeployment({ after });
const { ok, call } = await connectMcp({ after }, deployment);
const eras = Object.keys(ERAS) as (keyof typeof ERAS)[];

before(async () => {
  await addTemplate(deployment, "other", "provisioner: echo");
  await ok("create_workspace", { name: "dev", template: "local" });
  await ok("create_workspace", { name: "hidden", template: "other" });
});

const line = (message: object): string => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const HANDSHAKE =
  line({
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
  }) + line({ method: "notifications/initialized" });
const toolCall = (id: number, name: string, args: object): string =>
  line({ id, method: "tools/call", params: { name, arguments: args } });

async function spawnServer(
  t: TestContext,
  {
    flags = [],
    env = {},
  }: { readonly flags?: readonly string[]; readonly env?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, [STDIO, ...flags], {
    env: {
      CODER_CONFIG_DIR: await temporaryDirectory(t),
      CODER_URL: deployment.url,
      CODER_SESSION_TOKEN: deployment.token,
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  t.after(() => void child.kill("SIGKILL"));
  return { child, exit: once(child, "exit") };
}

test("stdout carries protocol only, whatever is written to it, and the end of stdin is exit 0", async (t) => {
  const { child, exit } = await spawnServer(t, { flags: ["--log-level", "debug"] });
  child.stdin.write(HANDSHAKE);
  child.stdin.write("this is no JSON\n");
  child.stdin.write(toolCall(2, "read_file", { workspace: "dev", path: "relative" }));
  child.stdin.write(toolCall(3, "no_such_tool", {}));
  child.stdin.end(toolCall(4, "execute_command", { workspace: "dev", command: "echo äö; echo err >&2" }));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.deepEqual(await exit, [0, null]);
  const messages = stdout
    .trimEnd()
    .split("\n")
    .map((one) => JSON.parse(one));
  assert(messages.every(({ jsonrpc }) => jsonrpc === "2.0"));
  const byId = new Map(messages.map((message) => [message.id, message]));
  assert.equal(byId.get(2).result.isError, true);
  assert.equal(byId.get(3).error.code, -32602);
  assert.equal(byId.get(4).result.structuredContent.output, "äö\nerr\n");
  const logs = stderr
    .trimEnd()
    .split("\n")
    .map((one) => JSON.parse(one));
  assert(logs.some(({ level, tool }) => level === "debug" && tool === "read_file"));
});

test("an empty stdin is exit 0 with nothing on stdout", async (t) => {
  const { child, exit } = await spawnServer(t);
  child.stdin.end();
  assert.equal(await text(child.stdout), "");
  assert.deepEqual(await exit, [0, null]);
});

for (const era of eras) {
  test(`a ${era} client without credentials is told by every tool what to run`, async (t) => {
    const mcp = await connectMcp(t, undefined, { era });
    const { tools } = await mcp.client.listTools();
    assert.equal(tools.length, toolsIn(["default"]).length);
    for (const { name } of tools) {
      const { data, text: words } = await mcp.fails(name, { workspace: "dev", path: "/x", command: "x" });
      assert.equal(data.code, "unauthenticated");
      assert.match(words, /run `coder login <url>` or set CODER_URL and CODER_SESSION_TOKEN/);
    }
  });

  test(`a ${era} client creates, works in and deletes a workspace`, async (t) => {
    const mcp = await connectMcp(t, deployment, { era });
    const name = `by-${era}`;
    const told: string[] = [];
    await mcp.ok(
      "create_workspace",
      { name, template: "local" },
      { onProgress: (message) => told.push(message) },
    );
    assert(told.length > 0);
    const { data } = await mcp.ok("execute_command", { workspace: name, command: "hostname" });
    assert.equal(data.exit_code, 0);
    await mcp.ok("delete_workspace", { workspace: name });
  });

  test(`a ${era} client cancels a call, and the command goes on`, async (t) => {
    const mcp = await connectMcp(t, deployment, { era });
    const controller = new AbortController();
    const args = { workspace: "dev", command: `echo ${era} > ~/began; sleep 777` };
    const waiting = mcp.call("execute_command", args, { signal: controller.signal });
    await until("the command runs", async () => {
      const { data } = await ok("list_processes", { workspace: "dev", running_only: true });
      return data.executions.some(({ command }: { command: string }) => command.includes(`echo ${era} `));
    });
    controller.abort();
    await assert.rejects(waiting);
    const { data } = await mcp.ok("execute_command", {
      workspace: "dev",
      command: "pkill -f 'sleep 77[7]' && cat ~/began",
    });
    assert.equal(data.output, `${era}\n`);
  });
}

test("a token that does not hold is told as such", async (t) => {
  const mcp = await connectMcp(t, { url: deployment.url, token: "wrong-token" });
  const { data, text: words } = await mcp.fails("list_workspaces");
  assert.equal(data.code, "unauthenticated");
  assert.match(words, /coder login|Ask the user to log in/);
});

test("a deployment that is not there is told with its address", async (t) => {
  const mcp = await connectMcp(t, { url: "http://127.0.0.1:9", token: "x-y" });
  const { data, text: words } = await mcp.fails("list_workspaces");
  assert.equal(data.code, "unavailable");
  assert.match(words, /127\.0\.0\.1:9/);
});

describe("--workspace-filter", () => {
  const hiding = ["--workspace-filter", "owner:me template:local"];

  test("hides a workspace from every tool as if it did not exist", async (t) => {
    const filtered = await connectMcp(t, deployment, { flags: hiding });
    const { id } = (await ok("get_workspace_status", { workspace: "hidden" })).data;
    const { data } = await filtered.ok("list_workspaces", { owner: "*" });
    assert.deepEqual(
      data.workspaces.map(({ name }: { name: string }) => name),
      ["dev"],
    );
    const { tools } = await filtered.client.listTools();
    const args: Record<string, object> = {
      execute_command: { command: "true" },
      get_command_output: { execution_id: "x" },
      read_file: { path: "/x" },
      write_file: { path: "/x", content: "" },
      edit_files: { files: [{ path: "/x", edits: [{ search: "a", replace: "b" }] }] },
      write_process_input: { execution_id: "x", text: "a" },
      signal_process: { execution_id: "x" },
    };
    const aimed = tools.filter(({ inputSchema }) => "workspace" in (inputSchema.properties ?? {}));
    assert(aimed.length > 10);
    for (const { name } of aimed) {
      const missing = await filtered.fails(name, { workspace: "none", ...args[name] });
      for (const workspace of ["hidden", id, "admin/hidden", "hidden.main"]) {
        const answer = await filtered.fails(name, { workspace, ...args[name] });
        assert.equal(answer.data.code, "not_found", `${name} ${workspace}`);
        assert.equal(
          answer.text.replace(/no workspace \S+/, ""),
          missing.text.replace(/no workspace \S+/, ""),
        );
      }
    }
    assert.equal((await ok("get_workspace_status", { workspace: "hidden" })).data.status, "running");
  });

  test("refuses to create what it would hide, and no other", async (t) => {
    const filtered = await connectMcp(t, deployment, { flags: hiding });
    const { data, text: words } = await filtered.fails("create_workspace", {
      name: "new",
      template: "other",
    });
    assert.equal(data.code, "forbidden");
    assert.match(words, /only serves workspaces with template:local/);
    assert.equal((await ok("list_workspaces", { q: "name:new" })).data.total, 0);
  });

  test("comes from CODER_MCP_WORKSPACE_FILTER too, and the flag wins", async (t) => {
    const env = { CODER_MCP_WORKSPACE_FILTER: "template:other" };
    const names = async (flags: readonly string[]) => {
      const mcp = await connectMcp(t, deployment, { flags, env });
      return (await mcp.ok("list_workspaces")).data.workspaces.map(({ name }: { name: string }) => name);
    };
    assert.deepEqual(await names([]), ["hidden"]);
    assert.deepEqual(await names(hiding), ["dev"]);
  });

  test("that is wrong ends the server with what is accepted", async (t) => {
    const { child, exit } = await spawnServer(t, { flags: ["--workspace-filter", "colour:red"] });
    child.stdin.end(HANDSHAKE);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.equal(stdout, "");
    assert.match(stderr, /colour.*accepted are owner, name, template/);
    assert.notEqual((await exit)[0], 0);
  });
});

test("--timeout and CODER_MCP_TIMEOUT end a wait with an answer, and the command goes on", async (t) => {
  for (const options of [{ flags: ["--timeout", "1s"] }, { env: { CODER_MCP_TIMEOUT: "1s" } }]) {
    const mcp = await connectMcp(t, deployment, options);
    const begin = performance.now();
    const { data } = await mcp.ok("execute_command", { workspace: "dev", command: "sleep 888" });
    assert(performance.now() - begin < 3000);
    assert.equal(data.running, true);
    await ok("execute_command", { workspace: "dev", command: "pkill -f 'sleep 88[8]'" });
  }
});

test("CODER_MCP_LOG_LEVEL and --log-level choose what stderr gets", async (t) => {
  const stderrOf = async (options: Parameters<typeof spawnServer>[1]) => {
    const { child } = await spawnServer(t, options);
    child.stdin.end(HANDSHAKE + toolCall(2, "read_file", { workspace: "dev", path: "x" }));
    child.stdout.resume();
    return await text(child.stderr);
  };
  assert.match(await stderrOf({ env: { CODER_MCP_LOG_LEVEL: "debug" } }), /"level":"debug"/);
  assert.equal(
    await stderrOf({ flags: ["--log-level", "error"], env: { CODER_MCP_LOG_LEVEL: "debug" } }),
    "",
  );
});

test("CODER_MCP_TOOLSETS offers fewer tools", async (t) => {
  const mcp = await connectMcp(t, deployment, { env: { CODER_MCP_TOOLSETS: "minimal" } });
  const { tools } = await mcp.client.listTools();
  assert(tools.length < 15 && tools.some(({ name }) => name === "execute_command"));
});

test("calls run side by side, and answers come as they are ready", async (t) => {
  const { child } = await spawnServer(t);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value)).id;
  child.stdin.write(HANDSHAKE);
  assert.equal(await next(), 1);
  await ok("execute_command", { workspace: "dev", command: "mkfifo ~/gate" });
  child.stdin.write(toolCall(2, "execute_command", { workspace: "dev", command: "cat ~/gate" }));
  child.stdin.write(toolCall(3, "execute_command", { workspace: "dev", command: "true" }));
  assert.equal(await next(), 3);
  await call("execute_command", { workspace: "dev", command: "echo > ~/gate" });
  assert.equal(await next(), 2);
});

test("SIGTERM alone ends the server, as SDKs before 1.18 do it", async (t) => {
  const { child, exit } = await spawnServer(t);
  child.stdin.write(HANDSHAKE);
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  assert.deepEqual(await exit, [0, null]);
});
