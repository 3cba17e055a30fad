import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { callApi, expectApi } from "../support/api-calls.ts";
import { ownersTab } from "../support/app-place.ts";
import { noChromium, suiteChromium } from "../support/chromium.ts";
import { closeInReverse } from "../support/deployment.ts";
import { newMember, type Member } from "../support/people.ts";
import { startWorkspaceApp, type WorkspaceApp } from "../support/workspace-app.ts";

const closing = closeInReverse({ after });
let app: WorkspaceApp;
let member: Member;
let port = "";

before(async () => {
  app = await startWorkspaceApp({ after: closing }, { wildcardAccessUrl: "*.apps.localhost" });
  member = await newMember(app.place);
  port = new URL(app.place.url).port;
});

const hostOf = (name: string): string =>
  `${name}--main--dev--${app.place.owner.username}.apps.localhost:${port}`;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

async function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<Answer> {
  const { host, pathname, search } = new URL(url);
  const sent = request({
    host: "127.0.0.1",
    port,
    method,
    path: pathname + search,
    headers: { accept: "text/html", ...headers, host },
  });
  const answered = once(sent, "response");
  sent.end();
  const [response] = await answered;
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

/** The cookie that a ticket in an address is exchanged for. */
async function cookieFor(url: string): Promise<string> {
  const { status, headers } = await ask(url);
  assert.equal(status, 303);
  const [line = ""] = headers["set-cookie"] ?? [];
  assert.match(line, /^coder_app_ticket=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  return line.split(";")[0] ?? "";
}

test("the deployment tells its wildcard host, with its own port", async () => {
  const { host } = await expectApi(app.place, "GET /applications/host");
  assert.equal(host, `*.apps.localhost:${port}`);
});

test("a browser is brought from an app's host to the session and back, and keeps a cookie of that host", async () => {
  const { place } = app;
  const own = `http://${hostOf("own")}/some?a=1`;
  const away = await ask(own);
  assert.equal(away.status, 303);
  const auth = away.headers.location ?? "";
  assert.equal(
    auth,
    `${place.url}/api/v2/applications/auth-redirect?redirect_uri=${encodeURIComponent(own)}`,
  );
  const login = await ask(auth);
  assert.match(login.headers.location ?? "", /^\/login\?redirect=%2Fapi%2Fv2%2Fapplications%2Fauth-redirect/);
  const session = { cookie: `coder_session_token=${place.token}` };
  const back = (await ask(auth, session)).headers.location ?? "";
  assert.ok(back.startsWith(`${own}&coder_app_ticket=`));
  const cookie = await cookieFor(back);
  const seen = JSON.parse((await ask(own, { cookie: `${cookie}; mine=1` })).text);
  assert.deepEqual(
    [seen.url, seen.headers.cookie, seen.headers.host],
    ["/some?a=1", "mine=1", hostOf("own")],
  );
  assert.equal(seen.headers["x-forwarded-prefix"], undefined);
  assert.equal((await ask(`http://${hostOf("deep")}/`, { cookie, accept: "*/*" })).status, 404);
  assert.equal((await ask(own, { cookie, origin: `http://${hostOf("deep")}` }, "POST")).status, 404);
  assert.equal((await ask(own, { cookie, origin: `http://${hostOf("own")}` }, "POST")).status, 200);
});

test("the session's cookie opens no host of an app, and a ticket of an address is no cookie", async () => {
  const { place } = app;
  const own = `http://${hostOf("own")}/`;
  const session = { cookie: `coder_session_token=${place.token}`, accept: "*/*" };
  assert.equal((await ask(own, session)).status, 404);
  const { url } = await expectApi(place, `POST /workspaceagents/${app.agent}/apps/urls`, { app: "own" });
  const ticket = new URL(url).searchParams.get("coder_app_ticket") ?? "";
  assert.equal((await ask(own, { cookie: `coder_app_ticket=${ticket}`, accept: "*/*" })).status, 404);
  assert.equal((await ask(own, { "coder-session-token": place.token })).status, 200);
});

test("the way back leads to apps only, and only for who may open them", async () => {
  const { place } = app;
  const to = async (uri: string, token: string): Promise<Answer> =>
    await ask(`${place.url}/api/v2/applications/auth-redirect?redirect_uri=${encodeURIComponent(uri)}`, {
      cookie: `coder_session_token=${token}`,
    });
  for (const uri of [
    "http://elsewhere.example/",
    "http://apps.localhost/",
    `https://${hostOf("own")}/`,
    `http://${hostOf("own").replace(port, "81")}/`,
    `http://${hostOf("own")}.elsewhere.example/`,
    "",
  ])
    assert.equal((await to(uri, place.token)).status, 400, uri);
  assert.equal((await to(`http://${hostOf("own")}/`, member.token)).status, 404);
  assert.equal((await to(`http://${hostOf("members")}/`, member.token)).status, 303);
});

test("nothing of the deployment's own is at an app's host", async () => {
  for (const path of ["/api/v2/buildinfo", "/healthz", "/login", "/api/experimental/mcp/http"]) {
    const answer = await ask(`http://${hostOf("open")}${path}`);
    assert.equal(JSON.parse(answer.text).url, path);
    assert.equal((await ask(`http://nothing.apps.localhost:${port}${path}`, { accept: "*/*" })).status, 404);
  }
});

test("a signed URL opens a port's host, WebSockets too, until its token is gone", async () => {
  const { place, agent } = app;
  const { key: token } = await expectApi(place, "POST /users/me/keys/tokens", { token_name: "urls" });
  const line = `POST /workspaceagents/${agent}/apps/urls`;
  const { url } = await expectApi({ ...place, token }, line, { port: app.port });
  assert.equal(new URL(url).host, hostOf(String(app.port)));
  const cookie = await cookieFor(url);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, {
    headers: { host: hostOf(String(app.port)), cookie, origin: `http://${hostOf(String(app.port))}` },
  });
  const [first] = await once(socket, "message");
  assert.equal(JSON.parse(String(first)).cookie, undefined);
  socket.terminate();
  const keys = await expectApi(place, "GET /users/me/keys/tokens");
  const { id } = keys.find((one: { readonly token_name: string }) => one.token_name === "urls");
  assert.equal((await callApi(place, `DELETE /users/me/keys/${id}`)).status, 204);
  assert.equal((await ask(`http://${hostOf(String(app.port))}/`, { cookie, accept: "*/*" })).status, 404);
});

const browser = noChromium === false ? suiteChromium() : undefined;

test(
  "in Chromium an app's host has an origin of its own, without the session",
  { skip: noChromium },
  async (t) => {
    assert.ok(browser !== undefined);
    const tab = await ownersTab(t, browser(), app.place);
    await tab.page.goto(`http://${hostOf("own")}/page`);
    await tab.page.waitForFunction("document.title === 'done'");
    assert.equal(tab.page.url(), `http://${hostOf("own")}/page`);
    const seen = JSON.parse(await tab.page.evaluate<string>("document.body.innerText"));
    assert.match(seen.me, /^200 /);
    const { headers, ...me } = JSON.parse(seen.me.slice(4));
    assert.deepEqual([me.url, headers.cookie], ["/api/v2/users/me", undefined]);
    assert.deepEqual(
      [seen.origin, seen.own.slice(0, 3), seen.put, seen.socket, seen.stored],
      [`http://${hostOf("own")}`, "200", "200", "heard", "0"],
    );
  },
);
