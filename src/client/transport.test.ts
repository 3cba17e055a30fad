import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchTransport } from "./transport.ts";

const EVENTS = { headers: { "content-type": "text/event-stream" } };

/** A stream that never ends by itself, and whose end can be waited for. */
function endless() {
  const canceled = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("first")),
    cancel: (reason) => canceled.resolve(reason),
  });
  return { body, canceled: canceled.promise };
}

const REQUEST = { method: "GET", url: "http://in.process/", headers: {} };

test("a stream within the process is canceled when the signal fires, and its reader is told why", async () => {
  const { body, canceled } = endless();
  const { signal, abort } = controllerOf();
  const { body: pieces } = await fetchTransport(() => new Response(body, EVENTS))({ ...REQUEST, signal });
  const reader = pieces[Symbol.asyncIterator]();
  assert.equal((await reader.next()).done, false);
  const next = reader.next();
  abort("enough");
  assert.equal(await canceled, "enough");
  await assert.rejects(next, (error) => error === "enough");
});

test("a stream whose reader leaves is canceled, and one that ends is read to its end", async () => {
  const { body, canceled } = endless();
  const { body: pieces } = await fetchTransport(() => new Response(body, EVENTS))(REQUEST);
  for await (const piece of pieces) {
    assert.equal(new TextDecoder().decode(piece), "first");
    break;
  }
  await canceled;
  const { body: short } = await fetchTransport(() => new Response("all", EVENTS))(REQUEST);
  let text = "";
  for await (const piece of short) text += new TextDecoder().decode(piece);
  assert.equal(text, "all");
});

function controllerOf() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: unknown) => controller.abort(reason) };
}
