import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, describe, it } from "node:test";
import { expectApi, type Place } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { MCP_PATH, mcpPost, modernRequest } from "../support/mcp-post.ts";

const closing = closeInReverse({ after });
const APP = "https://app.example";
const deployment = await startTestDeployment({ after: closing }, { mcpAllowedOrigins: [APP] });
const nobody = { url: deployment.url, token: "" };
const ping = { jsonrpc: "2.0", id: 1, method: "ping" };

const statusWith = async (headers: Record<string, string>, body: unknown = ping) =>
  (await mcpPost(deployment, body, { headers })).status;

/** What `fetch` does not let a test do: sends a Host header of its own. */
async function statusWithHost(host: string): Promise<number> {
  const { hostname, port } = new URL(deployment.url);
  const headers = {
    host,
    "content-type": "application/json",
    accept: "*/*",
    authorization: `Bearer ${deployment.token}`,
  };
  return await new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path: MCP_PATH, method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("error", reject);
    request.end(JSON.stringify(ping));
  });
}

async function newUser(username: string): Promise<Place> {
  const password = "correct-horse-battery";
  const organizations = await expectApi(deployment, "GET /organizations");
  const user = { username, email: `${username}@x.test`, password, organization_ids: [organizations[0].id] };
  await expectApi(deployment, "POST /users", user);
  const login = { email: user.email, password };
  const { session_token: token } = await expectApi(nobody, "POST /users/login", login);
  return { url: deployment.url, token };
}

describe("a caller", () => {
  it("is challenged with where to learn how to get a token", async () => {
    const response = await mcpPost(nobody, ping);
    assert.equal(response.status, 401);
    const challenge = response.headers.get("www-authenticate") ?? "";
    assert.match(challenge, /^Bearer /);
    const metadata = `${deployment.url}/.well-known/oauth-protected-resource${MCP_PATH}`;
    assert.ok(challenge.includes(`resource_metadata="${metadata}"`), challenge);
  });

  it("is known by headers only", async () => {
    const { token } = deployment;
    assert.equal((await mcpPost(nobody, ping, { headers: { "coder-session-token": token } })).status, 200);
    const cookie = { cookie: `coder_session_token=${token}` };
    assert.equal((await mcpPost(nobody, ping, { headers: cookie })).status, 401);
    for (const name of ["coder_session_token", "access_token"])
      assert.equal((await mcpPost(nobody, ping, { query: `?${name}=${token}` })).status, 401);
  });

  it("cannot say who it is in another way than by token", async () => {
    for (const name of ["caller", "x-caller", "x-coder-caller", "subject"]) {
      const caller = JSON.stringify({ kind: "user", subject: { userId: "x", roles: ["owner"] } });
      assert.equal((await mcpPost(nobody, ping, { headers: { [name]: caller } })).status, 401);
    }
  });

  it("without the experiment finds nothing, but a stranger is challenged first", async (t) => {
    const defer = closeInReverse(t);
    const without = await startTestDeployment({ after: defer }, { experiments: [] });
    assert.equal((await mcpPost(without, ping)).status, 404);
    assert.equal((await mcpPost({ ...without, token: "" }, ping)).status, 401);
  });
});

describe("a page", () => {
  it("of another site is refused, unless its origin is allowed", async () => {
    const { origin } = new URL(deployment.url);
    for (const [from, status] of [
      [origin, 200],
      [APP, 200],
      ["https://evil.example", 403],
      [`${APP}.evil.example`, 403],
      ["http://app.example", 403],
      ["null", 403],
      [origin.replace(/\d+$/, "1"), 403],
    ] as const)
      assert.equal(await statusWith({ origin: from }), status, from);
  });

  it("of an allowed origin may ask first, and may read refusals", async () => {
    const preflight = await fetch(`${deployment.url}${MCP_PATH}`, {
      method: "OPTIONS",
      headers: { origin: APP, "access-control-request-method": "POST" },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-origin"), APP);
    assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /authorization/);
    for (const place of [deployment, nobody]) {
      const { headers } = await mcpPost(place, ping, { headers: { origin: APP } });
      assert.equal(headers.get("access-control-allow-origin"), APP);
      assert.match(headers.get("access-control-expose-headers") ?? "", /WWW-Authenticate, Mcp-Session-Id/);
    }
    const other = await fetch(`${deployment.url}${MCP_PATH}`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example" },
    });
    assert.equal(other.status, 401);
    assert.equal(other.headers.get("access-control-allow-origin"), null);
  });

  it("cannot rebind a name of its own to this machine", async () => {
    for (const [host, status] of [
      ["127.0.0.1:1", 200],
      ["localhost", 200],
      ["[::1]:3000", 200],
      ["evil.example", 403],
      ["127.0.0.1.evil.example", 403],
      ["localhost.evil.example:80", 403],
      ["evil.example@localhost", 400],
    ] as const)
      assert.equal(await statusWithHost(host), status, host);
  });
});

describe("the wire", () => {
  it("refuses what is not a JSON-RPC message of up to 4 MiB", async () => {
    assert.equal(await statusWith({ "content-type": "text/plain" }), 415);
    assert.equal(await statusWith({}, "{"), 400);
    assert.equal(await statusWith({}, ""), 400);
    const big = { ...ping, params: { text: "x".repeat(4 * 1024 * 1024) } };
    assert.equal(await statusWith({}, big), 413);
    const parse = await mcpPost(deployment, "{");
    assert.equal(JSON.parse(await parse.text()).error.code, -32_700);
  });

  it("has no sessions in the modern era, and checks its headers", async () => {
    for (const method of ["GET", "DELETE"]) {
      const headers = { authorization: `Bearer ${deployment.token}`, "mcp-protocol-version": "2026-07-28" };
      assert.equal((await fetch(`${deployment.url}${MCP_PATH}`, { method, headers })).status, 405);
    }
    const { body, headers } = modernRequest("tools/list");
    assert.equal(await statusWith(headers, body), 200);
    const wrong = await mcpPost(deployment, body, { headers: { ...headers, "mcp-method": "tools/call" } });
    assert.equal(wrong.status, 400);
    assert.equal(JSON.parse(await wrong.text()).error.code, -32_020);
    assert.equal(await statusWith({ "mcp-protocol-version": "2026-07-28" }, body), 400);
  });
});

describe("a session", () => {
  it("goes on at another replica, and not for another user", async (t) => {
    const defer = closeInReverse(t);
    const other = await startTestDeployment({ after: defer }, { replicaOf: deployment });
    const params = {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "t", version: "1" },
    };
    const opened = await mcpPost(deployment, { ...ping, method: "initialize", params });
    const headers = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
    const list = { ...ping, method: "tools/list" };
    assert.equal((await mcpPost(other, list, { headers })).status, 200);
    const thief = await newUser("thief");
    assert.equal((await mcpPost(thief, list, { headers })).status, 404);
    assert.equal((await mcpPost({ ...other, token: "" }, list, { headers })).status, 401);
    const authorization = `Bearer ${deployment.token}`;
    const end = { method: "DELETE", headers: { ...headers, authorization } };
    assert.equal((await fetch(`${other.url}${MCP_PATH}`, end)).status, 204);
    assert.equal((await mcpPost(deployment, list, { headers })).status, 404);
  });
});

describe("limits", () => {
  it("count each user's requests, and those of batches", async (t) => {
    const defer = closeInReverse(t);
    const limited = await startTestDeployment({ after: defer }, { replicaOf: deployment, mcpRateLimit: 5 });
    const [flooder, other] = [await newUser("flooder"), await newUser("other")].map(({ token }) => ({
      ...limited,
      token,
    }));
    assert.ok(flooder !== undefined && other !== undefined);
    const flood = await Promise.all(Array.from({ length: 50 }, () => mcpPost(flooder, ping)));
    assert.equal(flood.filter(({ status }) => status === 200).length, 5);
    const refused = flood.find(({ status }) => status === 429);
    const wait = Number(refused?.headers.get("retry-after"));
    assert.ok(wait >= 1 && wait <= 120, `waits ${wait} s`);
    const batch = Array.from({ length: 5 }, (_, id) => ({ ...ping, id }));
    assert.equal((await mcpPost(other, batch)).status, 200);
    assert.equal((await mcpPost(other, ping)).status, 429);
    assert.equal((await mcpPost(limited, ping)).status, 200);
  });
});
