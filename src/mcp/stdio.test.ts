import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import {
  startDeployment,
  Status,
  streamOf,
  type DeploymentFixture,
} from "../../test/support/deployment-fixture.ts";
import { workspaceFixture } from "../../test/support/workspace-fixture.ts";
import { toolsIn } from "../tools/index.ts";

const CHILD = new URL("../../test/support/stdio-fixture.ts", import.meta.url).pathname;
const ERAS = { legacy: "legacy", modern: { pin: "2026-07-28" } } as const;

interface SetUp {
  readonly era?: keyof typeof ERAS;
  readonly filter?: string;
  readonly timeoutMs?: number;
  readonly credentials?: boolean;
  readonly toolsets?: readonly string[];
}

async function setUp(t: TestContext, { era = "modern", credentials = true, ...options }: SetUp = {}) {
  const deployment = await startDeployment([workspaceFixture()]);
  t.after(() => deployment.close());
  const args = [CHILD, JSON.stringify({ ...options, ...(credentials ? { url: deployment.url } : {}) })];
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: "inherit" }));
  t.after(() => client.close());
  return { deployment, client };
}

const textOf = (result: { readonly content?: unknown }): string => {
  const [first] = Array.isArray(result.content) ? result.content : [];
  return String(first?.text);
};

for (const era of ["legacy", "modern"] as const) {
  test(`a ${era} client lists the tools and calls them`, async (t) => {
    const { client } = await setUp(t, { era });
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      toolsIn(["default"]).map(({ name }) => name),
    );
    assert(tools.every(({ annotations, title }) => annotations !== undefined && title !== undefined));
    assert.match(client.getInstructions() ?? "", /execute_command/);
    const result = await client.callTool({
      name: "execute_command",
      arguments: { workspace: "dev", command: "make" },
    });
    assert.equal(textOf(result), "exit 0 in 12ms\nran make");
    assert.equal(Reflect.get(result.structuredContent ?? {}, "exit_code"), 0);
    assert.notEqual(result.isError, true);
  });

  test(`a ${era} client gets argument errors as results, and unknown tools as protocol errors`, async (t) => {
    const { client } = await setUp(t, { era });
    const wrong = await client.callTool({
      name: "execute_command",
      arguments: { workspce: "dev", command: "x" },
    });
    assert.equal(wrong.isError, true);
    assert.match(textOf(wrong), /^invalid: .*workspce: is not an argument.*Did you mean "workspace"/);
    assert.equal(Reflect.get(Reflect.get(wrong.structuredContent ?? {}, "error"), "code"), "invalid");
    await assert.rejects(client.callTool({ name: "exec_command", arguments: {} }), (error) => {
      assert(error instanceof Error && "code" in error);
      assert.equal(error.code, -32602);
      assert.match(error.message, /Did you mean "execute_command"/);
      return true;
    });
    const none = await client.callTool({ name: "list_workspaces" });
    assert.match(textOf(none), /1 of 1 workspaces/);
  });

  test(`a ${era} client without credentials sees the tools, and calls say how to log in`, async (t) => {
    const { client } = await setUp(t, { era, credentials: false });
    assert.equal((await client.listTools()).tools.length, toolsIn(["default"]).length);
    const result = await client.callTool({ name: "list_workspaces", arguments: {} });
    assert.equal(result.isError, true);
    assert.match(
      textOf(result),
      /^unauthenticated: .*`coder login <url>` or set CODER_URL and CODER_SESSION_TOKEN/,
    );
  });
}

test("progress rises while a workspace comes up", async (t) => {
  const { deployment, client } = await setUp(t);
  const states = ["pending", "starting", "running"].map((status) => workspaceFixture({ status }));
  deployment.on("POST /users/:owner/workspaces", () => new Status(201, states[0]));
  deployment.on("GET /workspaces/:id/watch", () => streamOf(states));
  const wire = recordWire(client);
  const result = await client.callTool(
    { name: "create_workspace", arguments: { name: "dev", template: "docker" } },
    { onprogress: () => undefined },
  );
  assert.match(textOf(result), /created, ready for commands/);
  assert.deepEqual(wire, ["1 dev: pending", "2 dev: starting", "3 dev: running", "result"]);
});

/** What the server sends, in order: the SDK's client forgets who listens for progress when it has read the result. */
function recordWire({ transport }: Client): string[] {
  const wire: string[] = [];
  const forward = transport?.onmessage;
  if (transport === undefined || forward === undefined) throw new TypeError("the client is not connected");
  // A transport has one listener, which the client set: this one stands before it.
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  transport.onmessage = (message, extra) => {
    if ("result" in message) wire.push("result");
    if ("params" in message) wire.push([message.params?.["progress"], message.params?.["message"]].join(" "));
    forward(message, extra);
  };
  return wire;
}

/** Holds every start of a command until the client hangs up; resolves then. */
function hang(deployment: DeploymentFixture) {
  const began = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  deployment.on("POST /workspaceagents/:agent/executions", ({ response }) => {
    response.on("close", () => ended.resolve());
    began.resolve();
  });
  return { began: began.promise, ended: ended.promise };
}

const COMMAND = { name: "execute_command", arguments: { workspace: "dev", command: "sleep 100" } };

test("a call that takes too long is given up with an answer that says so", async (t) => {
  const { deployment, client } = await setUp(t, { timeoutMs: 1000 });
  // Loads what calls need, so that the time of the next one is spent on its command.
  await client.callTool({ name: "execute_command", arguments: { workspace: "dev", command: "true" } });
  const { ended } = hang(deployment);
  const result = await client.callTool(COMMAND);
  assert.equal(result.isError, true);
  assert.match(
    textOf(result),
    /^timeout: execute_command was given up after 1 s; what it began in the workspace goes on/,
  );
  await ended;
});

test("a call that its client cancels is canceled on the deployment", async (t) => {
  const { deployment, client } = await setUp(t);
  const { began, ended } = hang(deployment);
  const controller = new AbortController();
  const call = client.callTool(COMMAND, { signal: controller.signal });
  await began;
  controller.abort();
  await assert.rejects(call);
  await ended;
});

test("a filtered server shows only what the filter shows", async (t) => {
  const { client } = await setUp(t, { filter: "template:k8s" });
  const result = await client.callTool({ name: "read_file", arguments: { workspace: "dev", path: "/x" } });
  assert.match(textOf(result), /^not_found: no workspace dev/);
});

const line = (message: object): string => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const HANDSHAKE =
  line({
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
  }) + line({ method: "notifications/initialized" });

test("calls that run when stdin ends are answered, on a stdout of nothing but protocol, with exit 0", async (t) => {
  const deployment = await startDeployment([workspaceFixture()]);
  t.after(() => deployment.close());
  const child = spawn(process.execPath, [CHILD, JSON.stringify({ url: deployment.url })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  child.stdin.end(HANDSHAKE + line({ id: 2, method: "tools/call", params: COMMAND }));
  const lines = (await text(child.stdout))
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one));
  assert.deepEqual(
    lines.map(({ id }) => id),
    [1, 2],
  );
  assert.match(textOf(lines[1].result), /ran sleep 100/);
  assert.deepEqual(await exit, [0, null]);
});

test("a bad filter ends the server at once with the accepted keys", async () => {
  const child = spawn(process.execPath, [CHILD, JSON.stringify({ filter: "shared:true" })], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  const exit = once(child, "exit");
  assert.match(await text(child.stderr), /accepted are owner, name, template/);
  assert.notDeepEqual(await exit, [0, null]);
});
