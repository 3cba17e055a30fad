import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { callApi, expectApi, type Answer } from "../support/api-calls.ts";
import { ownersTab } from "../support/app-place.ts";
import { noChromium, suiteChromium } from "../support/chromium.ts";
import { closeInReverse } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { newMember, type Member } from "../support/people.ts";
import { until } from "../support/until.ts";
import { nodeInWorkspace, startWorkspaceApp, type WorkspaceApp } from "../support/workspace-app.ts";

const closing = closeInReverse({ after });
let app: WorkspaceApp;
let member: Member;

before(async () => {
  app = await startWorkspaceApp({ after: closing });
  member = await newMember(app.place);
});

interface Asking extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly cookie?: string;
}

const ask = async (path: string, { token, cookie, headers, ...init }: Asking = {}): Promise<Response> =>
  await fetch(new URL(path, app.place.url), {
    redirect: "manual",
    ...init,
    headers: {
      ...headers,
      ...(token !== undefined && { "coder-session-token": token }),
      ...(cookie !== undefined && { cookie: `coder_session_token=${cookie}; mine=1; csrf_token=x` }),
    },
  });

const seenBy = async (answer: Response): Promise<Answer["body"]> => await answer.json();

const page = { accept: "text/html" };

test("a port answers through the path of its workspace, and learns no credential", async () => {
  const { place, port, path } = app;
  for (const name of [path(String(port)), path("own"), path("own").replace("dev.main", "dev")]) {
    const answer = await ask(`${name}some/where?a=1&coder_session_token=${place.token}&b=%20x`, {
      token: place.token,
      method: "POST",
      body: "hello",
      headers: { authorization: `Bearer ${place.token}`, "x-mine": "1", "x-forwarded-for": "1.2.3.4" },
    });
    assert.equal(answer.status, 200);
    const { method, url, headers, body } = await seenBy(answer);
    assert.deepEqual([method, url, body], ["POST", "/some/where?a=1&b=%20x", "hello"]);
    assert.equal(headers["x-mine"], "1");
    assert.equal(headers["x-forwarded-for"], "127.0.0.1");
    assert.equal(headers["x-forwarded-host"], new URL(place.url).host);
    assert.equal(headers["x-forwarded-proto"], "http");
    assert.ok(!JSON.stringify(headers).includes(place.token));
  }
});

test("an app's own Authorization reaches it, and so does the path in its URL", async () => {
  const headers = { authorization: "Basic dTpw" };
  const answer = await ask(`${app.path("deep")}x`, { token: app.place.token, headers });
  const seen = await seenBy(answer);
  assert.equal(seen.url, "/below/x");
  assert.equal(seen.headers.authorization, "Basic dTpw");
});

test("bodies stream both ways, and the app's status and headers come back", async () => {
  const { place, path } = app;
  const sent = request(new URL(`${path("own")}duplex`, place.url), {
    method: "POST",
    headers: { "coder-session-token": place.token },
  });
  sent.flushHeaders();
  const [response] = await once(sent, "response");
  assert.deepEqual([response.statusCode, response.headers["x-app"]], [201, "yes"]);
  for (const word of ["first", "second"]) {
    sent.write(word);
    const [chunk] = await once(response, "data");
    assert.equal(String(chunk), word);
  }
  const big = Buffer.alloc(3 * 1024 * 1024, "x");
  let bytes = 0;
  response.on("data", (chunk: Buffer) => (bytes += chunk.length));
  sent.end(big);
  await once(response, "end");
  assert.equal(bytes, big.length);
});

test("WebSockets pass, text and binary, and an app's refusal of one", async () => {
  const { place, path } = app;
  const url = `${place.url.replace("http", "ws")}${path("own")}`;
  const headers = { "coder-session-token": place.token, cookie: "mine=2; csrf_token=x" };
  const socket = new WebSocket(`${url}socket`, { headers });
  const [first] = await once(socket, "message");
  const seen = JSON.parse(String(first));
  assert.equal(seen.cookie, "mine=2");
  assert.equal(seen["coder-session-token"], undefined);
  socket.send(Buffer.from([1, 2, 255]));
  assert.deepEqual((await once(socket, "message"))[0], Buffer.from([1, 2, 255]));
  socket.close(4000);
  assert.equal((await once(socket, "close"))[0], 4000);
  for (const [name, token, status] of [
    ["refuse", place.token, 403],
    ["socket", member.token, 404],
  ] as const) {
    const refused = new WebSocket(`${url}${name}`, { headers: { "coder-session-token": token } });
    refused.on("error", () => undefined);
    const [, response] = await once(refused, "unexpected-response");
    assert.equal(response.statusCode, status);
    response.destroy();
  }
});

test("sharing lets in the owner, whoever is logged in, or anybody; ports are the owner's", async () => {
  const { place, port, path } = app;
  const statuses = async (name: string): Promise<readonly number[]> =>
    await Promise.all(
      [place.token, member.token, undefined].map(async (token) => {
        const answer = await ask(path(name), token === undefined ? {} : { token });
        await answer.body?.cancel();
        return answer.status;
      }),
    );
  assert.deepEqual(await statuses("own"), [200, 404, 404]);
  assert.deepEqual(await statuses(String(port)), [200, 404, 404]);
  assert.deepEqual(await statuses("members"), [200, 200, 404]);
  assert.deepEqual(await statuses("open"), [200, 200, 200]);
  for (const nothing of ["nothing", "elsewhere", "70000"])
    assert.deepEqual(await statuses(nothing), [404, 404, 404]);
});

test("a token without the right to connect opens nothing, not even what is for everybody with a login", async () => {
  const { place, path } = app;
  const body = { token_name: "reads", scopes: ["workspace:read"] };
  const { key: token } = await expectApi(place, "POST /users/me/keys/tokens", body);
  for (const name of ["own", "members"]) assert.equal((await ask(path(name), { token })).status, 404);
});

test("a browser without a session is sent to the login, a program gets 404", async () => {
  const path = `${app.path("own")}a?b=1`;
  const sent = await ask(path, { headers: page });
  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get("location"), `/login?redirect=${encodeURIComponent(path)}`);
  const nowhere = await ask(path.replace("dev", "nowhere"), { headers: page });
  assert.equal(nowhere.status, 303);
  assert.equal((await ask(path)).status, 404);
  const stranger = await ask(path, { headers: page, cookie: member.token });
  assert.equal(stranger.status, 404);
  assert.match(await stranger.text(), /<h1>404 - Not found/);
  const bare = await ask(path.replace("/a?b=1", ""), { token: app.place.token });
  assert.equal(bare.headers.get("location"), app.path("own"));
});

test("a session is turned into a path that is for this app alone, and ends with the session", async () => {
  const { place, path } = app;
  const login = { email: place.owner.email, password: place.owner.password };
  const { session_token: session } = await expectApi(place, "POST /users/login", login);
  const sent = await ask(`${path("own")}a?b=1`, { cookie: session, headers: page });
  assert.equal(sent.status, 303);
  const location = sent.headers.get("location") ?? "";
  assert.match(location, /\/apps\/own\/~[\w-]+\.[\w-]+\/a\?b=1$/);
  const referer = `${place.url}${location}`;
  const seen = await seenBy(await ask(location, { headers: { cookie: "mine=1", referer } }));
  assert.equal(seen.url, "/a?b=1");
  assert.ok(!/~/.test(JSON.stringify(seen)), "the app does not see the ticket");
  assert.equal((await ask(location.replace("/own/", "/deep/"))).status, 404);
  assert.equal((await ask(location.replace(/~../, "~xx"))).status, 404);
  assert.equal((await ask(`${path("own")}a`, { cookie: session, method: "POST" })).status, 404);
  await expectApi({ ...place, token: session }, "POST /users/logout");
  assert.equal((await ask(location)).status, 404);
});

test("an app sets no cookie of the deployment's, and none beyond its own path", async () => {
  const answer = await ask(`${app.path("own")}cookies`, { token: app.place.token });
  assert.deepEqual(answer.headers.getSetCookie(), [`mine=1; HttpOnly; Path=${app.path("own")}`]);
});

test("pages of apps get an origin of nobody's, and say nothing for the whole host", async () => {
  const answer = await ask(`${app.path("own")}page`, { token: app.place.token });
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.match(policy, /^img-src 'none', sandbox allow-scripts/);
  assert.doesNotMatch(policy, /allow-same-origin|allow-top-navigation|escape-sandbox/);
  assert.equal(answer.headers.get("clear-site-data"), null);
  assert.equal(answer.headers.get("service-worker-allowed"), null);
  const headers = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "no-cors" };
  assert.equal((await ask(`${app.path("open")}page`, { headers })).status, 404);
});

test("a cookie tells the API nothing when a page of another origin asks", async () => {
  for (const origin of ["null", "http://elsewhere.example"]) {
    const answer = await ask("/api/v2/users/me", { cookie: app.place.token, headers: { origin } });
    assert.equal(answer.status, 401, origin);
  }
  const { place } = app;
  const own = await ask("/api/v2/users/me", { cookie: place.token, headers: { origin: place.url } });
  assert.equal(own.status, 200);
});

test("what does not listen, or is no web server, is told", async () => {
  const { place, path, agent } = app;
  const silent = await ask(path("9"), { token: place.token });
  assert.equal(silent.status, 502);
  assert.match(await silent.text(), /Nothing listens on port 9 in the workspace/);
  const tls = await ask(path(`${app.port}s`), { token: place.token, headers: page });
  assert.equal(tls.status, 502);
  assert.match(await tls.text(), /did not answer as a web server does/);
  const list = await callApi(
    { ...place, token: member.token },
    `GET /workspaceagents/${agent}/listening-ports`,
  );
  assert.equal(list.status, 404);
});

test("listening ports name their processes, and leave out those of apps", async () => {
  const { place, agent, port } = app;
  const command = nodeInWorkspace(
    `-e 'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port) })'`,
  );
  const { execution } = await expectApi(place, `POST /workspaceagents/${agent}/executions`, { command });
  const opened = await until("it listens", async () => {
    const line = `GET /workspaceagents/${agent}/executions/${execution.id}/output`;
    return Number((await expectApi(place, line)).output.text) || undefined;
  });
  const { ports } = await expectApi(place, `GET /workspaceagents/${agent}/listening-ports`);
  assert.deepEqual(
    ports.filter((one: { readonly port: number }) => [opened, port].includes(one.port)),
    [{ process_name: "node", network: "tcp", port: opened }],
  );
});

test("a signed URL needs no login, and ends with its token", async () => {
  const { place, agent, port, path } = app;
  const { key: token } = await expectApi(place, "POST /users/me/keys/tokens", { token_name: "urls" });
  const maker = { ...place, token };
  const line = `POST /workspaceagents/${agent}/apps/urls`;
  const { url, expires_at } = await expectApi(maker, line, { port, expires_in: 60 });
  assert.ok(url.startsWith(`${place.url}${path(String(port))}~`));
  const left = new Date(expires_at).getTime() - Date.now();
  assert.ok(left > 50_000 && left <= 60_000, String(left));
  const own = await expectApi(maker, line, { app: "own" });
  assert.equal((await ask(url)).status, 200);
  assert.equal((await ask(own.url)).status, 200);
  const unknown = await callApi(maker, line, { app: "elsewhere" });
  assert.equal(unknown.status, 400);
  assert.match(unknown.body.message, /accepted are own, deep, members, open/);
  assert.equal((await callApi(maker, line, { app: "own", port })).status, 400);
  assert.equal((await callApi({ ...place, token: member.token }, line, { port })).status, 404);
  const { id } = (await expectApi(place, "GET /users/me/keys/tokens")).find(
    (one: { readonly token_name: string }) => one.token_name === "urls",
  );
  await expectApi(place, `DELETE /users/me/keys/${id}`);
  assert.equal((await ask(url)).status, 404);
});

test("the tools list what there is, and give a URL that works", async (t) => {
  const { place, port, path } = app;
  const mcp = await connectMcp(t, place, { flags: ["--toolsets", "apps"] });
  const { data } = await mcp.ok("list_apps", { workspace: "dev" });
  assert.deepEqual(
    data.apps.map((one: { readonly slug: string }) => one.slug),
    ["own", "deep", "members", "open", "elsewhere"],
  );
  assert.equal(data.apps[0].url, `${place.url}${path("own")}`);
  const opened = await mcp.ok("open_port", { workspace: "dev", port, expires_in: 60 });
  assert.equal((await seenBy(await ask(`${opened.data.url}x`))).url, "/x");
  const unknown = await mcp.call("open_port", { workspace: "dev", app: "nothing" });
  assert.deepEqual([unknown.data.code, unknown.data.next_tool], ["invalid", "list_apps"]);
});

const browser = noChromium === false ? suiteChromium() : undefined;

test(
  "in Chromium an app's script reaches its app and nothing of the deployment's",
  { skip: noChromium },
  async (t) => {
    assert.ok(browser !== undefined);
    const { place, path } = app;
    const tab = await ownersTab(t, browser(), place);
    await tab.page.goto(`${place.url}${path("own")}page`);
    await tab.page.waitForFunction("document.title === 'done'");
    const seen = JSON.parse(await tab.page.evaluate<string>("document.body.innerText"));
    assert.deepEqual(
      { ...seen, own: seen.own.slice(0, 3) },
      { origin: "null", me: "refused", own: "200", put: "200", socket: "heard", stored: "refused" },
    );
    assert.ok(!seen.own.includes("coder_session_token"));
  },
);
