import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";
import { after, before, test, type TestContext } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { addTemplate } from "../support/add-template.ts";
import { closeInReverse, startTestDeployment, type Scope } from "../support/deployment.ts";
import { connectMcp, ERAS } from "../support/mcp-client.ts";
import { until } from "../support/until.ts";

const PATH = "/api/experimental/mcp/http";
const TASKS = "io.modelcontextprotocol/tasks";
const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { ok } = await connectMcp({ after: closing }, deployment);

before(async () => {
  await addTemplate(deployment, "kit", "provisioner: local\ndescription: Kit\nagents:\n  - name: main\n");
  await ok("create_workspace", { name: "dev", template: "local" });
});

const DEV = "coder://workspaces/admin/dev";

async function connect(scope: Scope, era: keyof typeof ERAS, query = "", capabilities = {}) {
  const client = new Client(
    { name: "e2e", version: "1" },
    { capabilities, versionNegotiation: { mode: ERAS[era] } },
  );
  const headers = { Authorization: `Bearer ${deployment.token}` };
  const url = new URL(`${deployment.url}${PATH}${query}`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  scope.after(() => client.close());
  return client;
}

/** A modern request as it is on the wire; the SDK's client follows no tasks. */
async function wire(method: string, name: string, params: object) {
  const response = await fetch(`${deployment.url}${PATH}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${deployment.token}`,
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      "mcp-name": name,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: {
        ...params,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientCapabilities": { extensions: { [TASKS]: {} } },
        },
      },
    }),
  });
  const { result, error } = JSON.parse((await response.text()).replace(/^[^{]*/, ""));
  assert.equal(error, undefined, JSON.stringify(error));
  return result;
}

const textIn = (content: object | undefined): string => String(Reflect.get(content ?? {}, "text"));

for (const era of ["legacy", "modern"] as const)
  test(`a ${era} client finds its way by resources, completions and prompts`, async (t) => {
    const client = await connect(t, era);
    const { resources } = await client.listResources();
    const uris = resources.map(({ uri }) => uri);
    assert(uris.includes(DEV) && uris.includes("coder://templates/local"), uris.join());
    const view = JSON.parse(textIn((await client.readResource({ uri: DEV })).contents[0]));
    assert.equal(view.status, "running");
    const [log] = (await client.readResource({ uri: view.last_build.log })).contents;
    assert.notEqual(textIn(log).trim(), "");

    const { structuredContent: ran } = await client.callTool({
      name: "execute_command",
      arguments: { workspace: "dev", command: "mkdir -p ~/'a b'; seq 1 9000 | tee ~/'a b/ü.txt'" },
    });
    const id = String(Reflect.get(Object(ran), "execution_id"));
    for (const uri of [`${DEV}/executions/${id}/output`, `${DEV}/files/~/a%20b/%C3%BC.txt`]) {
      let next: string | undefined = uri;
      let whole = "";
      while (next !== undefined) {
        const { contents } = await client.readResource({ uri: next });
        whole += textIn(contents[0]);
        next = contents[1]?.uri;
      }
      assert.deepEqual(
        whole
          .split("\n")
          .filter((line) => line !== "")
          .at(-1),
        "9000",
      );
      assert.equal(whole.split("\n").length, 9001, uri);
    }
    const [directory] = (await client.readResource({ uri: `${DEV}/files/~/a%20b` })).contents;
    assert.equal(JSON.parse(textIn(directory)).entries[0].path, "ü.txt");
    const [template] = (await client.readResource({ uri: "coder://templates/local" })).contents;
    assert.match(textIn(template), /README/);
    for (const missing of [
      `${DEV}/files/nowhere`,
      `${DEV}/builds/99/log`,
      `${DEV}/executions/x/output`,
      `${DEV}x`,
    ])
      await assert.rejects(client.readResource({ uri: missing }), { code: -32602 }, missing);

    const ref = { type: "ref/resource", uri: "coder://workspaces/{owner}/{name}" } as const;
    const { completion } = await client.complete({ ref, argument: { name: "name", value: "de" } });
    assert.deepEqual(completion.values, ["dev"]);
    const name = "debug_failed_build";
    const { messages } = await client.getPrompt({ name, arguments: { workspace: "dev" } });
    assert.match(textIn(messages[0]?.content), new RegExp(`${DEV}/builds/1/log`));
  });

for (const era of ["legacy", "modern"] as const) {
  test(`a ${era} client is told that a workspace stops`, async (t) => {
    const client = await connect(t, era);
    const news = new EventEmitter();
    client.setNotificationHandler(
      "notifications/resources/updated",
      ({ params }) => void news.emit(params.uri),
    );
    const name = `watched-${era}`;
    const uri = `coder://workspaces/admin/${name}`;
    await ok("create_workspace", { name, template: "local" });
    if (era === "legacy") await client.subscribeResource({ uri });
    else await client.listen({ resourceSubscriptions: [uri] });
    const updated = once(news, uri);
    await ok("stop_workspace", { workspace: name });
    await updated;
  });

  test(`a ${era} client is told that a file changes`, async (t) => {
    const client = await connect(t, era);
    const updates: string[] = [];
    client.setNotificationHandler(
      "notifications/resources/updated",
      ({ params }) => void updates.push(params.uri),
    );
    const uri = `${DEV}/files/~/watched-${era}`;
    if (era === "legacy") await client.subscribeResource({ uri });
    else await client.listen({ resourceSubscriptions: [uri] });
    // The state that changes are compared with is learnt a little after the subscription.
    await until("news of the file", async () => {
      await ok("write_file", { workspace: "dev", path: `~/watched-${era}`, content: crypto.randomUUID() });
      return updates.includes(uri);
    });
  });

  test(`the person at a ${era} client chooses a template, and confirms a deletion`, async (t) => {
    const client = await connect(t, era, "", { elicitation: { form: {} } });
    const asked: string[] = [];
    const answers: Record<string, unknown>[] = [{ template: "kit" }, { delete: false }, { delete: true }];
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      asked.push(params.message);
      return { action: "accept", content: answers.shift() } as never;
    });
    const name = `asked-${era}`;
    const create = { name: "create_workspace", arguments: { name } };
    assert.match(textIn(contentOf(await client.callTool(create))), /created/);
    const remove = { name: "delete_workspace", arguments: { workspace: name } };
    assert.match(textIn(contentOf(await client.callTool(remove))), /declined/);
    assert.match(textIn(contentOf(await client.callTool(remove))), /: deleted/);
    assert.match(asked.join("\n"), new RegExp(`template.*\\n.*admin/${name}`));
  });
}

const contentOf = (result: object): object => Object(Reflect.get(result, "content"))[0];

test("a build and a command are tasks that end with the tools' results", async () => {
  const create = {
    name: "create_workspace",
    arguments: { name: "task", template: "local", wait_seconds: 0 },
  };
  const build = await wire("tools/call", "create_workspace", create);
  assert.equal(build.resultType, "task");
  const ready = await untilOver(build.taskId);
  assert.equal(ready.status, "completed");
  assert.match(ready.result.content[0].text, /admin\/task: created, ready for commands/);

  const run = (command: string) =>
    wire("tools/call", "execute_command", {
      name: "execute_command",
      arguments: { workspace: "task", command },
    });
  assert.equal((await run("true")).resultType, "complete");
  const long = await run("echo begun; sleep 1.5; exit 3");
  assert.equal(long.resultType, "task");
  const over = await untilOver(long.taskId);
  assert.deepEqual([over.status, over.result.structuredContent.exit_code], ["completed", 3]);

  const endless = await run("sleep 1000");
  assert.equal(
    (await wire("tasks/cancel", endless.taskId, { taskId: endless.taskId })).resultType,
    "complete",
  );
  assert.equal((await untilOver(endless.taskId)).status, "cancelled");
});

const untilOver = (taskId: string) =>
  until("the task is over", async () => {
    const task = await wire("tasks/get", taskId, { taskId });
    return task.status === "working" ? undefined : task;
  });

test("ChatGPT's two tools search and fetch", async (t: TestContext) => {
  const client = await connect(t, "legacy", "?toolset=chatgpt");
  const call = async (name: string, args: object) =>
    JSON.parse(textIn(contentOf(await client.callTool({ name, arguments: { ...args } }))));
  const { results } = await call("search", { query: "dev" });
  assert.deepEqual([results[0].id, results[0].url], [DEV, `${deployment.url}/@admin/dev`]);
  const document = await call("fetch", { id: results[0].id });
  assert.match(document.text, /"template": "local"/);
});
