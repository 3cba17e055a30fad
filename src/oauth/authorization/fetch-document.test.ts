import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { test, type TestContext } from "node:test";
import { startHttps } from "../../../test/support/https-place.ts";
import { closeInReverse } from "../../../test/support/deployment.ts";
import { createFetchDocument } from "./fetch-document.ts";

const HOST = "client.example";

async function place(t: TestContext, listener: RequestListener) {
  const hits: string[] = [];
  const { port, ca } = await startHttps({ after: closeInReverse(t) }, HOST, (request, response) => {
    hits.push(request.url ?? "");
    listener(request, response);
  });
  const fetchDocument = createFetchDocument({
    ca,
    lookup: async () => ["127.0.0.1"],
    isAllowed: () => true,
  });
  return { url: `https://${HOST}:${port}/client.json`, port, hits, fetchDocument };
}

test("a document is fetched by its name, from the address that was checked", async (t) => {
  const { url, fetchDocument } = await place(t, (request, response) => {
    response.setHeader("cache-control", "max-age=60");
    response.setHeader("set-cookie", "a=b");
    response.end(JSON.stringify({ host: request.headers.host }));
  });
  const answer = await fetchDocument(url);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("cache-control"), "max-age=60");
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.equal(Object(await answer.json()).host, new URL(url).host);
});

test("a host is not asked unless all of its addresses are public", async (t) => {
  for (const addresses of [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["169.254.169.254"], []]) {
    const { url, hits } = await place(t, (_request, response) => response.end("{}"));
    const fetchDocument = createFetchDocument({ lookup: async () => addresses });
    await assert.rejects(fetchDocument(url), /not a host of the public Internet/);
    assert.deepEqual(hits, []);
  }
});

test("an address in place of a name is held to the same rule", async (t) => {
  const { port, hits } = await place(t, (_request, response) => response.end("{}"));
  const fetchDocument = createFetchDocument({ lookup: async () => ["8.8.8.8"] });
  for (const host of ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "10.0.0.1"]) {
    await assert.rejects(fetchDocument(`https://${host}:${port}/`), /not a host of the public Internet/);
  }
  assert.deepEqual(hits, []);
});

test("nothing but https is fetched, and no redirect is followed", async (t) => {
  const { url, hits, fetchDocument } = await place(t, (_request, response) =>
    response.writeHead(302, { location: "/other" }).end(),
  );
  assert.equal((await fetchDocument(url)).status, 302);
  assert.deepEqual(hits, ["/client.json"]);
  for (const other of [url.replace("https:", "http:"), "file:///etc/passwd", "data:text/plain,x"]) {
    await assert.rejects(fetchDocument(other), /must be at an https URL/);
  }
});

test("a certificate of another host is not accepted", async (t) => {
  const { url, hits, fetchDocument } = await place(t, (_request, response) => response.end("{}"));
  await assert.rejects(fetchDocument(url.replace(HOST, "other.example")), /altnames|ERR_TLS/);
  assert.deepEqual(hits, []);
});

test("a long document is given up as soon as it is too long, a slow one in time", async (t) => {
  const long = await place(t, (_request, response) => {
    response.write("x".repeat(5 * 1024));
    response.write("x");
  });
  await assert.rejects(long.fetchDocument(long.url), /at most 5120 bytes/);
  const silent = await place(t, () => undefined);
  const before = Date.now();
  await assert.rejects(silent.fetchDocument(silent.url), { name: /AbortError|TimeoutError/ });
  assert.ok(Date.now() - before < 10_000);
  await assert.rejects(silent.fetchDocument(silent.url, AbortSignal.abort()), { name: "AbortError" });
});
