import assert from "node:assert/strict";
import { EventEmitter, on, once } from "node:events";
import { test, type TestContext } from "node:test";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import {
  NOT_FOUND,
  startDeployment,
  type DeploymentFixture,
} from "../../../test/support/deployment-fixture.ts";
import { connectHttp } from "../../../test/support/http-client.ts";
import { ERAS } from "../../../test/support/mcp-client.ts";
import { workspaceFixture } from "../../../test/support/workspace-fixture.ts";
import { createResourceHub } from "./resource-hub.ts";

const CHILD = new URL("../../../test/support/stdio-fixture.ts", import.meta.url).pathname;
const DEV = "coder://workspaces/ann/dev";
const LOOK_MS = 50;
const running = workspaceFixture();
const stopping = workspaceFixture({ status: "stopping" });

/** The deployment's event stream of a workspace, which a test writes, and whose ends it sees. */
function watched(deployment: DeploymentFixture) {
  const events = new EventEmitter();
  let open = 0;
  let send: ((workspace: object) => void) | undefined;
  deployment.on("GET /workspaces/:id/watch", ({ response }) => {
    open += 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    send = (workspace) => void response.write(`event: data\ndata: ${JSON.stringify(workspace)}\n\n`);
    response.on("close", () => {
      open -= 1;
      events.emit("closed");
    });
    send(running);
    events.emit("opened");
  });
  return {
    opened: () => once(events, "opened"),
    closed: () => once(events, "closed"),
    send: (workspace: object) => send?.(workspace),
    open: () => open,
  };
}

async function connectStdio(t: TestContext, era: keyof typeof ERAS) {
  const deployment = await startDeployment([running]);
  t.after(() => deployment.close());
  const watch = watched(deployment);
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  const news = new EventEmitter();
  client.setNotificationHandler(
    "notifications/resources/updated",
    ({ params }) => void news.emit("updated", params.uri),
  );
  client.setNotificationHandler("notifications/resources/list_changed", () => void news.emit("list"));
  const args = [CHILD, JSON.stringify({ url: deployment.url, lookMs: LOOK_MS })];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: "inherit" }));
  t.after(() => client.close());
  return { deployment, watch, client, news };
}

test("a legacy client over stdio subscribes to a workspace until it unsubscribes", async (t) => {
  const { client, watch, news } = await connectStdio(t, "legacy");
  assert.deepEqual(client.getServerCapabilities()?.resources, { subscribe: true, listChanged: true });
  const opened = watch.opened();
  await client.subscribeResource({ uri: DEV });
  await client.subscribeResource({ uri: DEV });
  await opened;
  const updated = once(news, "updated");
  watch.send(running);
  watch.send(stopping);
  assert.deepEqual(await updated, [DEV]);
  const closed = watch.closed();
  await client.unsubscribeResource({ uri: DEV });
  await closed;
  for (const uri of ["coder://workspaces/ann/gone", `${DEV}/builds/1/log`, "file:///x"])
    await assert.rejects(client.subscribeResource({ uri }), { code: -32602 }, uri);
});

for (const era of ["legacy", "modern"] as const)
  test(`a ${era} client over stdio is told that the list has changed`, async (t) => {
    const { client, deployment, news } = await connectStdio(t, era);
    if (era === "modern") await client.listen({ resourcesListChanged: true });
    const told = once(news, "list");
    await client.listResources();
    const until = AbortSignal.timeout(10_000);
    // Whenever the server first looks, one of these is a change.
    for (let number = 0; !until.aborted; number++) {
      const id = `7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f${10 + (number % 80)}`;
      deployment.workspaces.set(id, { ...workspaceFixture({ name: `w${number}` }), id });
      const look = new Promise((resolve) => {
        deployment.on("GET /workspaces", () => {
          resolve(undefined);
          return { workspaces: [...deployment.workspaces.values()], count: deployment.workspaces.size };
        });
      });
      if (await Promise.race([told.then(() => true), look.then(() => false)])) return;
    }
    assert.fail("nothing was told");
  });

test("a modern client over stdio listens to a workspace until it stops", async (t) => {
  const { client, watch, news } = await connectStdio(t, "modern");
  const opened = watch.opened();
  const subscription = await client.listen({ resourceSubscriptions: [DEV] });
  await opened;
  const updated = once(news, "updated");
  watch.send(stopping);
  assert.deepEqual(await updated, [DEV]);
  const closed = watch.closed();
  await subscription.close();
  await closed;
});

/** The messages of an event stream. */
async function* messagesOf(response: Response) {
  assert(response.body !== null);
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

const listen = (notifications: object, signal?: AbortSignal) => ({
  method: "subscriptions/listen",
  params: { notifications },
  ...(signal === undefined ? {} : { signal }),
});

test("over HTTP a stream tells of its caller's workspaces, and ends with its client", async (t) => {
  const { stream, deployment } = await connectHttp(t, { era: "modern", options: { lookMs: LOOK_MS } });
  const watch = watched(deployment);
  const opened = watch.opened();
  const gone = new AbortController();
  const messages = messagesOf(
    await stream(listen({ resourceSubscriptions: [DEV, "file:///x"] }, gone.signal)),
  );
  const acknowledged = (await messages.next()).value;
  assert.equal(acknowledged.method, "notifications/subscriptions/acknowledged");
  await opened;
  watch.send(stopping);
  const updated = (await messages.next()).value;
  assert.equal(updated.method, "notifications/resources/updated");
  assert.equal(updated.params.uri, DEV);
  const closed = watch.closed();
  gone.abort();
  await closed;
  assert.equal(watch.open(), 0);
});

test("a stream that nobody reads any more ends its watch", async (t) => {
  const { stream, deployment } = await connectHttp(t, { era: "modern" });
  const watch = watched(deployment);
  const opened = watch.opened();
  const response = await stream(listen({ resourceSubscriptions: [DEV] }));
  await opened;
  const closed = watch.closed();
  await response.body?.cancel();
  await closed;
});

test("a stream ends when its caller's token does, with a result", async (t) => {
  let isOver = false;
  const { stream, deployment } = await connectHttp(t, {
    era: "modern",
    caller: { isAuthenticated: async () => !isOver },
    options: { lookMs: LOOK_MS },
  });
  const watch = watched(deployment);
  const opened = watch.opened();
  const messages = messagesOf(await stream(listen({ resourceSubscriptions: [DEV] })));
  await messages.next();
  await opened;
  const closed = watch.closed();
  isOver = true;
  const last = (await messages.next()).value;
  assert.equal(last.result.resultType, "complete");
  assert.equal((await messages.next()).done, true);
  await closed;
});

test("a workspace that goes is news once, and one that the filter hides never is", async (t) => {
  const { stream, deployment } = await connectHttp(t, { era: "modern", options: { lookMs: LOOK_MS } });
  const watch = watched(deployment);
  const opened = watch.opened();
  const messages = messagesOf(await stream(listen({ resourceSubscriptions: [DEV] })));
  await messages.next();
  await opened;
  const looks = new EventEmitter();
  deployment.on("GET /workspaces/:id/watch", () => NOT_FOUND);
  deployment.on("GET /users/:owner/workspace/:name", () => {
    looks.emit("look");
    return NOT_FOUND;
  });
  deployment.on("GET /workspaces/:id", () => NOT_FOUND);
  const seen = on(looks, "look");
  // The stream of the workspace ends as the deployment forgets it.
  watch.send({ not: "a workspace" });
  const next = messages.next();
  await seen.next();
  await seen.next();
  assert.equal((await next).value.params.uri, DEV);

  const hidden = await connectHttp(t, {
    era: "modern",
    caller: { filter: "name:prod" },
    options: { lookMs: LOOK_MS },
  });
  const silent = watched(hidden.deployment);
  const response = await hidden.stream(listen({ resourceSubscriptions: [DEV] }));
  await messagesOf(response).next();
  assert.equal(silent.open(), 0);
});

test("a user has a limited number of streams, of a limited number of resources", async (t) => {
  const { stream, wire } = await connectHttp(t, { era: "modern" });
  const many = Array.from({ length: 101 }, (_, index) => `${DEV}${index}`);
  const { error } = await wire(listen({ resourceSubscriptions: many }));
  assert.match(error.message, /20 streams of 100 resources/);
  const open: Response[] = [];
  for (let index = 0; index < 20; index++) open.push(await stream(listen({ resourcesListChanged: true })));
  assert.match((await wire(listen({ resourcesListChanged: true }))).error.message, /too many subscriptions/);
  await open[0]?.body?.cancel();
  const again = await stream(listen({ resourcesListChanged: true }));
  assert.match(again.headers.get("content-type") ?? "", /event-stream/);
});

test("a hub watches once what several hold, until the last lets go", async () => {
  const begun: string[] = [];
  const signals: AbortSignal[] = [];
  const hub = createResourceHub(async ({ uris, list }, _news, signal) => {
    begun.push(list ? "list" : uris.join());
    signals.push(signal);
  });
  const first = hub.hold("a");
  const second = hub.hold("a");
  hub.holdList();
  assert.deepEqual(begun, ["a", "list"]);
  first();
  first();
  assert.equal(signals[0]?.aborted, false);
  second();
  assert.equal(signals[0]?.aborted, true);
  for (let index = 0; index < 100; index++) await hub.add(`u${index}`);
  await assert.rejects(hub.add("one more"), /at most 100 resources/);
  await hub.remove("u0");
  await hub.add("one more");
  hub.close();
  assert(signals.every(({ aborted }) => aborted));
  const watches = signals.length;
  hub.hold("too late");
  assert.equal(signals.length, watches);
});
