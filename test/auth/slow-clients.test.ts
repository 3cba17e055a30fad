import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import type { TestContext } from "node:test";
import { Hono } from "hono";
import { listen } from "../../src/server/listen.ts";
import { rawRequest, sendRaw } from "../support/raw-http.ts";
import { until } from "../support/until.ts";
import { requirement } from "./requirement.ts";

const PATIENCE = { headersMs: 300, requestMs: 600 };

/** The deployment's listener with less patience, and a route that reads the whole body. */
async function listener(t: TestContext): Promise<number> {
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const http = await listen(stack, { host: "127.0.0.1", port: 0 }, "", PATIENCE);
  const app = new Hono().post("/", async (c) => c.text(String((await c.req.text()).length)));
  app.onError((_error, c) => c.text("", 400));
  http.serve(app, (_request, socket) => socket.destroy());
  return http.port;
}

/** Sends one byte after another until the server has had enough; tells how often it could and what it was told. */
async function drip(port: number, start: string) {
  const socket = connect({ host: "127.0.0.1", port });
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(start);
  const timer = setInterval(() => socket.write("x"), 25);
  try {
    await until("the slow client is cut off", () => socket.destroyed || socket.readableEnded);
    return answer;
  } finally {
    clearInterval(timer);
    socket.destroy();
  }
}

const quick = rawRequest(
  ["POST / HTTP/1.1", "Host: localhost", "Content-Length: 2", "Connection: close"],
  "ok",
);

async function isCutOffAlone(t: TestContext, start: string): Promise<void> {
  const port = await listener(t);
  const slow = Array.from({ length: 50 }, () => drip(port, start));
  assert.equal((await sendRaw(port, quick)).status, 200);
  for (const answer of await Promise.all(slow)) assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.equal((await sendRaw(port, quick)).status, 200);
}

requirement("slow-headers", (t) => isCutOffAlone(t, "POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));

requirement("slow-body", (t) =>
  isCutOffAlone(t, rawRequest(["POST / HTTP/1.1", "Host: localhost", "Content-Length: 1000"])),
);
