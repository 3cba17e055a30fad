import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "./client.ts";
import { fetchTransport } from "./transport.ts";
import { serverSentEvents, type ServerSentEvent } from "./server-sent-events.ts";
import { workspaceFixture } from "../../test/support/workspace-fixture.ts";

const stream = (...chunks: readonly string[]) =>
  ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));

test("events are found however the stream is cut", async () => {
  const text = 'event: ping\n\nevent: data\ndata: {"a":\ndata: 1}\n\n';
  for (const chunks of [[text], text.split("")]) {
    const events: ServerSentEvent[] = [];
    for await (const one of serverSentEvents(stream(...chunks))) events.push(one);
    assert.deepEqual(events, [
      { event: "ping", data: "" },
      { event: "data", data: '{"a":\n1}' },
    ]);
  }
});

const watched = async (answer: (path: string, count: number) => Response, wanted: number) => {
  let count = 0;
  const fetch = (request: Request) => answer(new URL(request.url).pathname, (count += 1));
  const client = createClient({
    baseUrl: "http://test.invalid",
    token: "t",
    transport: fetchTransport(fetch),
  });
  const controller = new AbortController();
  const statuses: string[] = [];
  for await (const { latest_build: build, id } of client.workspaces.watch("w", controller.signal)) {
    assert.equal(id, workspaceFixture().id);
    statuses.push(build.status);
    if (statuses.length === wanted) break;
  }
  return statuses;
};

const event = (status: string) => `event: data\ndata: ${JSON.stringify(workspaceFixture({ status }))}\n\n`;

const whole = () => new Response(stream("event: ping\n\n", event("starting"), event("running")));
const cut = (path: string) =>
  path.endsWith("/watch")
    ? new Response(stream(event("starting")))
    : Response.json(workspaceFixture({ status: "running" }));
const missing = (path: string) =>
  path.endsWith("/watch")
    ? Response.json({ message: "Route not found." }, { status: 404 })
    : Response.json(workspaceFixture({ status: "running" }));

test("a watched workspace is read from the event stream", async () => {
  assert.deepEqual(await watched(whole, 2), ["starting", "running"]);
});

test("watching goes on by polling when the stream ends or there is none", async () => {
  assert.deepEqual(await watched(cut, 2), ["starting", "running"]);
  assert.deepEqual(await watched(missing, 1), ["running"]);
});
