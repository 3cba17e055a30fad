import assert from "node:assert/strict";
import { it } from "node:test";
import { openBrowser } from "../../../test/support/browser.ts";
import { OWNER, startPages } from "../../../test/support/pages-server.ts";

const SESSION = "coder_session_token";
const { email, password } = OWNER;

it("sets up the first user once, and logs them in", async (t) => {
  const { url } = await startPages(t, { owner: false });
  const browser = openBrowser(url);
  for (const path of ["/", "/login"]) assert.equal((await browser.request(path)).location, "/setup", path);
  assert.equal((await browser.request("/setup")).status, 200);
  const weak = await browser.post("/setup", { username: "ann", email, password: "secret" });
  assert.equal(weak.status, 400);
  assert.match(weak.text, /hard to guess/);
  assert.match(weak.text, /value="ann"/);
  const bad = await browser.post("/setup", { username: "an n", email: "x", password });
  assert.match(bad.text, /E-mail: .*User name: must be letters and digits/);
  const done = await browser.post("/setup", { username: "ann", email, password });
  assert.deepEqual([done.status, done.location], [303, "/"]);
  assert.match((await browser.request("/")).text, /logged in as <strong>ann/);
  assert.equal((await browser.request("/setup")).location, "/login");
  const late = openBrowser(url);
  await late.request("/login");
  assert.equal(
    (await late.post("/setup", { username: "eve", email: "e@example.com", password })).location,
    "/login",
  );
  assert.equal(late.cookies.has(SESSION), false);
});

it("logs in, goes where it was asked to go, and logs out in the database", async (t) => {
  const { url } = await startPages(t);
  const browser = openBrowser(url);
  const page = await browser.request("/login?redirect=%2Foauth2%2Fconsent%2Fx");
  assert.match(page.text, /action="\/login\?redirect=%2Foauth2%2Fconsent%2Fx"/);
  const guest = browser.cookies.get("coder_guest");
  const done = await browser.post("/login?redirect=%2Foauth2%2Fconsent%2Fx", { email, password });
  assert.deepEqual([done.status, done.location], [303, "/oauth2/consent/x"]);
  assert.ok(guest);
  assert.equal(browser.cookies.has("coder_guest"), false);
  const token = browser.cookies.get(SESSION)?.value ?? "";
  assert.equal((await browser.request("/login?redirect=/x")).location, "/x");

  assert.match((await browser.request("/logout")).text, /logged in as <strong>root/);
  assert.equal((await browser.post("/logout", {})).status, 303);
  assert.equal(browser.cookies.has(SESSION), false);
  assert.match((await browser.request("/logout")).text, /no session/);
  const headers = { "Coder-Session-Token": token };
  assert.equal((await fetch(`${url}/api/v2/users/me`, { headers })).status, 401);
});

it("says why a login is refused, alike for wrong passwords and unknown people, and keeps the e-mail", async (t) => {
  const { url } = await startPages(t);
  const browser = openBrowser(url);
  await browser.request("/login");
  const wrong = await browser.post("/login", { email, password: "x" });
  const unknown = await browser.post("/login", { email: "no@example.com", password: "x" });
  assert.deepEqual([wrong.status, unknown.status], [401, 401]);
  for (const { text: html } of [wrong, unknown])
    assert.match(html, /role="alert">Incorrect email or password/);
  assert.match(wrong.text, /value="root@example.com"/);
  assert.equal((await browser.post("/login", { email: "x", password: "" })).status, 400);
  assert.equal(browser.cookies.has(SESSION), false);
});

it("gives a browser that logs in again a fresh session and ends the earlier one", async (t) => {
  const { url } = await startPages(t);
  const browser = openBrowser(url);
  const other = openBrowser(url);
  await browser.request("/login");
  await browser.post("/login", { email, password });
  const first = browser.cookies.get(SESSION)?.value ?? "";
  await other.request("/login");
  for (const [name, value] of other.cookies) browser.cookies.set(name, value);
  const csrf = /name="csrf" value="([^"]*)"/.exec((await other.request("/login")).text)?.[1] ?? "";
  assert.equal((await browser.post("/login", { email, password, csrf })).status, 303);
  assert.notEqual(browser.cookies.get(SESSION)?.value, first);
  const headers = { "Coder-Session-Token": first };
  assert.equal((await fetch(`${url}/api/v2/users/me`, { headers })).status, 401);
});

it("refuses forms of other sites, of other browsers, and of no page at all", async (t) => {
  const { url, errors } = await startPages(t);
  const browser = openBrowser(url);
  await browser.request("/login");
  const foreign: Record<string, string>[] = [
    { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
    { Origin: "null" },
    { Origin: url, "Sec-Fetch-Site": "same-site" },
    { Origin: url.replace("127.0.0.1", "evil.example") },
    { Origin: `${url}0` },
    { Origin: url.replace("http:", "https:") },
  ];
  for (const headers of foreign) {
    const { status } = await browser.post("/login", { email, password }, headers);
    assert.equal(status, 403, JSON.stringify(headers));
  }
  const stranger = openBrowser(url);
  await stranger.request("/login");
  const csrf = /name="csrf" value="([^"]*)"/.exec((await stranger.request("/login")).text)?.[1] ?? "";
  for (const word of ["", "0".repeat(64), csrf])
    assert.equal((await browser.post("/login", { email, password, csrf: word })).status, 403, word);
  const json = await browser.post("/login", { email, password }, { "Content-Type": "application/json" });
  assert.equal(json.status, 415);
  assert.equal((await browser.post("/login", { email, password: "x".repeat(70_000) })).status, 413);
  await browser.request("/login");
  const sameMachine = { Origin: url.replace("127.0.0.1", "localhost") };
  assert.equal((await browser.post("/login", { email, password }, sameMachine)).status, 303);
  assert.equal((await browser.post("/logout", { csrf })).status, 403);
  assert.equal((await browser.request("/logout")).status, 200);
  assert.deepEqual(errors, []);
});

it("limits tries of a password", async (t) => {
  const { url } = await startPages(t, { rateLimit: 100 });
  const browser = openBrowser(url);
  await browser.request("/login");
  const tries = await Promise.all(
    Array.from({ length: 130 }, () => browser.post("/login", { email: "x", password: "x" })),
  );
  const limited = tries.find(({ status }) => status === 429);
  assert.ok(limited);
  assert.equal(limited.headers.get("Retry-After"), "60");
  assert.match(limited.text, /Too many tries/);
});

it("gives every page the headers that keep it safe", async (t) => {
  const { url } = await startPages(t);
  const browser = openBrowser(url);
  for (const path of ["/login", "/logout", "/nothing", "/oauth2/consent"]) {
    const { headers } = await browser.request(path);
    const policy = headers.get("Content-Security-Policy") ?? "";
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      assert.ok(policy.split("; ").includes(rule), `${path}: ${rule}`);
    assert.match(policy, /form-action 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get("X-Frame-Options"), "DENY");
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
    assert.equal(headers.get("Referrer-Policy"), "same-origin");
    assert.equal(headers.get("Cache-Control"), "no-store");
    assert.equal(headers.get("Cross-Origin-Opener-Policy"), "same-origin");
  }
  assert.equal((await browser.request("/")).headers.get("Cache-Control"), "no-store");
});

it("answers the lost with a page, and programs with JSON", async (t) => {
  const { url } = await startPages(t);
  const page = await fetch(`${url}/nothing`, { headers: { Accept: "text/html,*/*;q=0.8" } });
  assert.deepEqual([page.status, page.headers.get("content-type")], [404, "text/html; charset=utf-8"]);
  for (const [path, accept] of [
    ["/nothing", "application/json"],
    ["/nothing", "*/*"],
    ["/api/v2/nothing", "text/html"],
  ] as const) {
    const answer = await fetch(`${url}${path}`, { headers: { Accept: accept } });
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /"code":"not_found"/, path);
  }
});

it("serves the built files and nothing else", async (t) => {
  const { url } = await startPages(t);
  const { text: html } = await openBrowser(url).request("/login");
  const paths = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  assert.equal(paths.length, 3);
  for (const path of paths) {
    const asset = await fetch(`${url}${path}`);
    assert.equal(asset.status, 200);
    assert.equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.match(asset.headers.get("content-type") ?? "", /^(?:text\/(?:css|javascript)|image\/svg)/);
    const plain = await fetch(`${url}${path}`, { headers: { "Accept-Encoding": "identity" } });
    assert.equal(plain.headers.get("content-encoding"), null);
    assert.equal(await plain.text(), await asset.text());
  }
  assert.equal((await fetch(`${url}/favicon.ico`)).headers.get("content-type"), "image/svg+xml");
  for (const path of [
    "/assets/..%2f..%2frender.mjs",
    "/assets/%2e%2e%2frender.mjs",
    "/assets/x",
    "/assets/constructor",
  ])
    assert.equal((await fetch(`${url}${path}`)).status, 404, path);
});

it("names the cookies on https so that no other host can set them, and takes both names", async (t) => {
  const { url } = await startPages(t, { accessUrl: "https://coder.test" });
  const browser = openBrowser(url);
  const own = { Origin: "https://coder.test" };
  const page = await browser.request("/login");
  assert.match(
    page.headers.getSetCookie().join(),
    /^__Host-coder_guest=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const done = await browser.post("/login", { email, password }, own);
  const name = `__Host-${SESSION}`;
  const line = done.headers.getSetCookie().find((cookie) => cookie.startsWith(name)) ?? "";
  assert.match(line, /; HttpOnly; Secure; SameSite=Lax/);
  const token = browser.cookies.get(name)?.value ?? "";
  for (const cookie of [`${name}=${token}`, `${SESSION}=${token}`, `${SESSION}=forged; ${name}=${token}`])
    assert.equal(
      (await fetch(`${url}/api/v2/users/me`, { headers: { Cookie: cookie } })).status,
      200,
      cookie,
    );
  await browser.request("/logout");
  assert.equal((await browser.post("/logout", {}, own)).status, 303);
  assert.equal(browser.cookies.has(name), false);
});

it("logs nobody in by an address with a token in it", async (t) => {
  const { url } = await startPages(t);
  const browser = openBrowser(url);
  await browser.request("/login");
  await browser.post("/login", { email, password });
  const token = browser.cookies.get(SESSION)?.value ?? "";
  const stranger = openBrowser(url);
  assert.equal((await stranger.request(`/?${SESSION}=${token}`)).location, "/login");
});

it("makes a token for the command line only from its own form, and tells the audit log", async (t) => {
  const { url } = await startPages(t);
  const browser = openBrowser(url);
  assert.equal((await browser.request("/cli-auth")).location, "/login?redirect=%2Fcli-auth");
  await browser.request("/login?redirect=%2Fcli-auth");
  const done = await browser.post("/login?redirect=%2Fcli-auth", { email, password });
  assert.deepEqual([done.status, done.location], [303, "/cli-auth"]);
  const asked = await browser.request("/cli-auth");
  assert.doesNotMatch(asked.text, /[A-Za-z0-9]{10}-[A-Za-z0-9]{22}/);
  assert.equal((await browser.post("/cli-auth", { csrf: "wrong" })).status, 403);
  await browser.request("/cli-auth");
  const { text } = await browser.post("/cli-auth", {});
  const token = /value="([A-Za-z0-9]{10}-[A-Za-z0-9]{22})"/.exec(text)?.[1] ?? "";
  const headers = { "Coder-Session-Token": token };
  const id = token.split("-")[0] ?? "";
  const key = await (await fetch(`${url}/api/v2/users/me/keys/${id}`, { headers })).json();
  assert.partialDeepStrictEqual(key, {
    login_type: "password",
    scopes: ["coder:all"],
    lifetime_seconds: 604_800,
  });
  const log = await (await fetch(`${url}/api/v2/audit?q=resource_type:api_key`, { headers })).json();
  const entry = { action: "create", resource_target: id, status_code: 201 };
  assert.partialDeepStrictEqual(log, { count: 1, audit_logs: [entry] });
  const stranger = openBrowser(url);
  await stranger.request("/login");
  assert.equal((await stranger.post("/cli-auth", {})).location, "/login?redirect=%2Fcli-auth");
});
