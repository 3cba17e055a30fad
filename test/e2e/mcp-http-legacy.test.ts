import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { closeInReverse } from "../support/deployment.ts";
import { ACCEPT, legacyReplicas, type Replica } from "../support/legacy-replicas.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const { a, b, start, userId, signedOut } = await legacyReplicas({ after: closing });

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: {} },
    clientInfo: { name: "t", version: "1" },
  },
};

const initializeAs = (protocolVersion: string) => ({
  ...INITIALIZE,
  params: { ...INITIALIZE.params, protocolVersion },
});

async function openSession(replica: Replica, protocolVersion = "2025-11-25"): Promise<string> {
  const response = await replica.post(initializeAs(protocolVersion));
  return response.headers.get("mcp-session-id") ?? assert.fail("no session");
}

const call = (name: string, id: number | string = 7, args: object = {}) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args, _meta: { progressToken: "p" } },
});

const result = async (response: Response) => Object(await response.json()).result;

/** The messages of an event stream, as they come. */
async function* eventsOf(response: Response): AsyncGenerator<Record<string, unknown>, void> {
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  let text = "";
  for await (const chunk of (response.body ?? assert.fail("no body")).pipeThrough(new TextDecoderStream())) {
    const blocks = `${text}${chunk}`.split("\n\n");
    text = blocks.pop() ?? "";
    for (const [, data] of blocks.map((block) => block.split("\ndata: ")))
      if (data !== undefined) yield JSON.parse(data);
  }
}

/** Calls go to one replica, all else to the other. */
const callsAtA = async (_url: string | URL, init: RequestInit = {}): Promise<Response> =>
  await (typeof init.body === "string" && init.body.includes('"tools/call"') ? a : b).fetch(init);

const listen = async (replica: Replica, session: string) =>
  eventsOf(await replica.fetch({ method: "GET", headers: headersOf(session, "text/event-stream") }));

const subscribe = (uri: string) => ({
  jsonrpc: "2.0",
  id: 3,
  method: "resources/subscribe",
  params: { uri },
});

/** Keeps the `turn` of each event. */
async function collect(
  events: AsyncGenerator<Record<string, unknown>, void>,
  into: Set<unknown>,
): Promise<void> {
  for await (const { params } of events) into.add(Object(params).turn);
}

const nextOf = async (events: AsyncGenerator<Record<string, unknown>, void>) =>
  (await events.next()).value ?? assert.fail("the stream ended");

const headersOf = (session: string, accept = ACCEPT) => ({ accept, "mcp-session-id": session });

describe("a session", () => {
  it("is negotiated and goes on at another replica, and after a restart", async () => {
    for (const version of ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]) {
      const response = await a.post(initializeAs(version));
      const session = response.headers.get("mcp-session-id") ?? "";
      assert.match(session, /^[\w-]{32}$/);
      assert.equal((await result(response)).protocolVersion, version);
      const other = await b.post(call("plain"), session);
      assert.match(other.headers.get("content-type") ?? "", /^application\/json/);
      assert.equal((await result(other)).content[0].text, "plain");
      assert.equal((await (await start()).post(call("plain"), session)).status, 200);
    }
  });

  it("answers an unknown version with the newest", async () => {
    assert.equal((await result(await a.post(initializeAs("2099-01-01")))).protocolVersion, "2025-11-25");
  });

  it("is of one user and one client, and a name that nobody can guess", async () => {
    const session = await openSession(a);
    const headers = headersOf(session);
    const init = { method: "POST", headers, body: JSON.stringify(call("plain")) };
    assert.equal((await b.fetch(init)).status, 200);
    assert.equal((await b.fetch(init, { userId: crypto.randomUUID() })).status, 404);
    assert.equal((await b.fetch(init, { clientId: "another" })).status, 404);
    assert.equal((await b.fetch({ method: "DELETE", headers }, { clientId: "another" })).status, 404);
    assert.equal((await b.post(call("plain"), "x".repeat(32))).status, 404);
    assert.equal((await b.post(call("plain"), "' or 1")).status, 404);
  });

  it("ends by DELETE on every replica", async () => {
    const session = await openSession(a);
    const headers = headersOf(session);
    assert.equal((await b.fetch({ method: "DELETE", headers })).status, 204);
    assert.equal((await a.post(call("plain"), session)).status, 404);
    assert.equal((await a.fetch({ method: "GET", headers })).status, 404);
    assert.equal((await a.fetch({ method: "DELETE", headers })).status, 404);
  });

  it("remembers the log level for the calls that follow", async () => {
    const session = await openSession(a);
    const level = { jsonrpc: "2.0", id: 2, method: "logging/setLevel", params: { level: "error" } };
    assert.deepEqual(await result(await a.post(level, session)), {});
    const events = eventsOf(await b.post(call("log"), session));
    assert.equal(Object(await nextOf(events))["params"].data, "much");
    assert.equal((await nextOf(events))["id"], 7);
  });

  it("refuses capabilities that it could not keep", async () => {
    const capabilities = { experimental: { big: { text: "x".repeat(20_000) } } };
    const response = await a.post({ ...INITIALIZE, params: { ...INITIALIZE.params, capabilities } });
    assert.equal(response.status, 400);
    assert.equal(Object(await response.json()).error.code, -32_602);
  });
});

describe("a question of a server", () => {
  it("is answered at another replica", async () => {
    const session = await openSession(a);
    const events = eventsOf(await a.post(call("ask"), session));
    const { method, id } = await nextOf(events);
    assert.equal(method, "elicitation/create");
    const answer = { jsonrpc: "2.0", id, result: { action: "accept", content: { name: "Ann" } } };
    assert.equal((await b.post(answer, await openSession(b))).status, 202, "of another session: not heard");
    assert.equal((await b.post(answer, session)).status, 202);
    const done = await nextOf(events);
    assert.equal(Object(done["result"]).content[0].text, "accept Ann");
    assert.equal((await events.next()).done, true);
  });

  it("has an id of its own among the calls of a session", async () => {
    const session = await openSession(a);
    const streams = await Promise.all([a, b, a].map((replica) => replica.post(call("ask"), session)));
    const ids = await Promise.all(streams.map(async (stream) => (await nextOf(eventsOf(stream)))["id"]));
    assert.equal(new Set(ids).size, 3);
  });

  it("reaches an SDK client whose answers go elsewhere", async () => {
    const client = new Client(
      { name: "t", version: "1" },
      { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: "legacy" } },
    );
    client.setRequestHandler("elicitation/create", () => ({ action: "accept", content: { name: "Bob" } }));
    const transport = new StreamableHTTPClientTransport(new URL("http://mcp.invalid/mcp"), {
      fetch: callsAtA,
    });
    await client.connect(transport);
    const { content } = await client.callTool({ name: "ask", arguments: {} });
    assert.deepEqual(content, [{ type: "text", text: "accept Bob" }]);
    await client.close();
  });
});

describe("a call", () => {
  it("is canceled from another replica, and has no response", async () => {
    const session = await openSession(a);
    const events = eventsOf(await a.post(call("wait", 9, { name: "canceled" }), session));
    await nextOf(events);
    const notification = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 9 } };
    assert.equal((await b.post(notification, session)).status, 202);
    assert.equal((await events.next()).done, true);
    await until("the abort", () => a.aborted.includes("canceled"));
  });

  it("is not canceled by a client that goes away, but goes on", async () => {
    const session = await openSession(a);
    const response = await a.post(call("wait", 9, { name: "left" }), session);
    await response.body?.cancel();
    assert.equal((await a.post(call("plain"), session)).status, 200);
    assert.ok(!a.aborted.includes("left"));
  });

  it("ends with its replica", async () => {
    const replica = await start();
    const session = await openSession(replica);
    const events = eventsOf(await replica.post(call("wait", 9, { name: "closed" }), session));
    await nextOf(events);
    replica.leg.close();
    const { id, error } = Object(await nextOf(events));
    assert.equal(id, 9);
    assert.match(error.message, /shuts down/);
    assert.equal((await events.next()).done, true);
    await until("the abort", () => replica.aborted.includes("closed"));
  });
});

describe("the stream of a session", () => {
  it("tells of changed lists, and of resources that were subscribed to at any replica", async () => {
    const session = await openSession(a);
    await b.post(subscribe("coder://one"), session);
    const events = await listen(a, session);
    a.bus.publish({ kind: "resource_updated", uri: "coder://other" });
    a.bus.publish({ kind: "resource_updated", uri: "coder://one" });
    a.bus.publish({ kind: "tools_list_changed" });
    assert.deepEqual(await nextOf(events), {
      jsonrpc: "2.0",
      method: "notifications/resources/updated",
      params: { uri: "coder://one" },
    });
    assert.equal((await nextOf(events))["method"], "notifications/tools/list_changed");
    await events.return();
  });

  it("is one of several, of which the newest tells, so that nothing comes twice", async () => {
    const session = await openSession(a);
    const heard = { first: new Set<unknown>(), second: new Set<unknown>() };
    const first = collect(await listen(a, session), heard.first);
    const second = collect(await listen(b, session), heard.second);
    let turn = 0;
    await until("the second to tell alone", async () => {
      if (heard.second.has(turn) && !heard.first.has(turn)) return true;
      turn += 1;
      for (const { bus } of [a, b]) bus.publish({ kind: "tools_list_changed", params: { turn } });
      return false;
    });
    await a.fetch({ method: "DELETE", headers: headersOf(session) });
    await Promise.all([first, second]);
    assert.ok(heard.second.has(turn) && !heard.first.has(turn));
  });

  it("ends with the session, and with the token", async () => {
    const session = await openSession(a);
    const events = await listen(a, session);
    await b.fetch({ method: "DELETE", headers: headersOf(session) });
    assert.equal((await events.next()).done, true);
    const other = await openSession(a);
    const signedOutStream = await listen(a, other);
    signedOut.add("");
    await b.post(subscribe("coder://any"), other);
    assert.equal((await signedOutStream.next()).done, true);
    signedOut.delete("");
  });

  it("has at most 100 subscriptions", async () => {
    const session = await openSession(a);
    for (let i = 0; i < 100; i++) await a.post(subscribe(`coder://${i}`), session);
    const { error } = Object(await (await a.post(subscribe("coder://more"), session)).json());
    assert.match(error.message, /up to 100 subscriptions/);
    assert.deepEqual(await result(await a.post(subscribe("coder://5"), session)), {});
  });
});

describe("the wire", () => {
  const batch = [call("plain", 1), { jsonrpc: "2.0", id: 2, method: "ping" }];

  it("has batches in 2025-03-26 only", async () => {
    const response = await a.post(batch, await openSession(a, "2025-03-26"));
    const answers = await response.json();
    assert.deepEqual(Array.isArray(answers) && new Set(answers.map(({ id }) => id)), new Set([1, 2]));
    for (const version of ["2024-11-05", "2025-06-18", "2025-11-25"]) {
      const refused = await a.post(batch, await openSession(a, version));
      assert.equal(refused.status, 400);
      assert.equal(Object(await refused.json()).error.code, -32_600);
    }
  });

  it("refuses bad batches and messages", async () => {
    const session = await openSession(a, "2025-03-26");
    const many = Array.from({ length: 101 }, (_, id) => call("plain", id));
    for (const body of [
      [],
      many,
      [INITIALIZE],
      [call("plain", 1), call("plain", 1)],
      [1],
      { id: 1 },
      "text",
    ]) {
      const response = await a.post(body, session);
      assert.equal(response.status, 400, JSON.stringify(body).slice(0, 40));
      assert.equal(Object(await response.json()).error.code, -32_600);
    }
  });

  it("wants clients to take JSON and streams, and to name a version that there is", async () => {
    const session = await openSession(a);
    const body = JSON.stringify(call("plain"));
    const answer = async (init: RequestInit) => (await a.fetch(init)).status;
    const headers = headersOf(session);
    assert.equal(
      await answer({ method: "POST", body, headers: { ...headers, accept: "application/json" } }),
      406,
    );
    assert.equal(await answer({ method: "POST", body, headers: { ...headers, accept: "*/*" } }), 200);
    assert.equal(await answer({ method: "GET", headers: { ...headers, accept: "application/json" } }), 406);
    assert.equal(
      await answer({ method: "POST", body, headers: { ...headers, "mcp-protocol-version": "1" } }),
      400,
    );
    assert.equal(await answer({ method: "PUT", body, headers }), 405);
    assert.equal(await answer({ method: "GET", headers: { accept: ACCEPT } }), 405);
  });

  it("takes notifications and stray answers with 202", async () => {
    const session = await openSession(a);
    for (const message of [
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { jsonrpc: "2.0", id: "nobody", result: {} },
      { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "nobody" } },
    ])
      assert.equal((await a.post(message, session)).status, 202);
  });

  it("serves a client without a session, which cannot be asked", async () => {
    assert.equal((await result(await a.post(call("plain")))).content[0].text, "plain");
    const { isError, content } = await result(await a.post(call("ask")));
    assert.equal(isError, true);
    assert.match(content[0].text, /does not support/);
    assert.ok(userId !== "");
  });
});
