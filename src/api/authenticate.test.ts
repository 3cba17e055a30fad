import assert from "node:assert/strict";
import { it } from "node:test";
import { identityApi } from "../../test/support/identity-api.ts";

const HOUR = 3_600_000;

it("takes the first token of cookie, query, header, bearer and access_token", async (t) => {
  const { call, person } = await identityApi(t);
  const people = [await person(), await person(), await person(), await person(), await person()];
  const [a, b, c, d, e] = people.map(({ token }) => token);
  const cookie = { Cookie: `coder_session_token=${a}` };
  const both = { "Coder-Session-Token": c ?? "", Authorization: `bearer ${d}` };
  const whoIs = async (query: string, headers: Record<string, string>) =>
    (await call(`/users/me${query}`, { headers })).body.id;
  const all = `?coder_session_token=${b}&access_token=${e}`;
  assert.deepEqual(
    [
      await whoIs(all, { ...cookie, ...both }),
      await whoIs(all, both),
      await whoIs(`?access_token=${e}`, both),
      await whoIs(`?access_token=${e}`, { Authorization: `Bearer ${d}` }),
      await whoIs(`?access_token=${e}`, {}),
    ],
    people.map(({ id }) => id),
  );
});

it("says with every 401 where to get a token, and why this one is refused", async (t) => {
  const { call, owner } = await identityApi(t);
  const [id] = owner.token.split("-");
  const refused = [undefined, "x", "AAAAAAAAAA-BBBBBBBBBBBBBBBBBBBBBB", `${id}-BBBBBBBBBBBBBBBBBBBBBB`];
  for (const token of refused) {
    const { status, headers, body } = await call("/users/me", token === undefined ? {} : { token });
    assert.equal(status, 401, token);
    assert.equal(body.code, "unauthenticated");
    assert.match(body.message, /signed out/);
    // Who brought no token has made no error (RFC 6750 section 3.1).
    const error = token === undefined ? "" : 'error="invalid_token", error_description="[^"]+", ';
    const metadata = "http://coder.test/.well-known/oauth-protected-resource";
    assert.match(
      headers.get("WWW-Authenticate") ?? "",
      new RegExp(`^Bearer realm="coder", ${error}resource_metadata="${metadata}"$`),
    );
  }
  assert.equal((await call("/buildinfo", { token: "x" })).status, 200);
});

it("lets sessions slide, and ends tokens when they were made to end", async (t) => {
  let now = Date.now();
  const { call, person, identity } = await identityApi(t);
  Object.assign(identity, { now: () => new Date(now) });
  const { token: session } = await person();
  const week = await call("/users/me/keys/tokens", { token: session, body: { token_name: "week" } });
  const token = week.body.key;
  for (let hour = 0; hour < 7 * 24; hour += 12) {
    assert.equal((await call("/users/me", { token: session })).status, 200, `session after ${hour} h`);
    assert.equal((await call("/users/me", { token })).status, 200, `token after ${hour} h`);
    now += 12 * HOUR;
  }
  assert.equal((await call("/users/me", { token: session })).status, 200);
  assert.equal((await call("/users/me", { token })).status, 401);
  now += 25 * HOUR;
  assert.equal((await call("/users/me", { token: session })).status, 401);
});

it("writes the use of a key at most hourly", async (t) => {
  let now = Date.now();
  const { call, person, identity } = await identityApi(t);
  Object.assign(identity, { now: () => new Date(now) });
  const { token } = await person();
  const lastUsed = async () =>
    (await call(`/users/me/keys/${token.slice(0, 10)}`, { token })).body.last_used as string;
  const first = await lastUsed();
  now += HOUR / 2;
  assert.equal(await lastUsed(), first);
  now += HOUR;
  assert.equal(await lastUsed(), new Date(now).toISOString());
});

it("signs suspended users out at once, and makes dormant ones active", async (t) => {
  const { call, person, owner, identity } = await identityApi(t);
  const { id, token } = await person();
  const suspended = await call(`/users/${id}/status/suspend`, { method: "PUT", token: owner.token });
  assert.equal(suspended.body.status, "suspended");
  assert.equal((await call("/users/me", { token })).status, 401);
  assert.equal(
    (await call(`/users/${id}/status/activate`, { method: "PUT", token: owner.token })).status,
    200,
  );
  await identity.db.updateTable("users").set({ status: "dormant" }).where("id", "=", id).execute();
  assert.equal((await call("/users/me", { token })).status, 200);
  assert.equal((await call("/users/me", { token })).body.status, "active");
});

it("refuses an unsafe request that only a cookie authorizes", async (t) => {
  const { call, person } = await identityApi(t);
  const { token } = await person();
  const Cookie = `coder_session_token=${token}`;
  const logout = (headers: Record<string, string>) => call("/users/logout", { method: "POST", headers });
  const refused = await logout({ Cookie });
  assert.equal(refused.status, 400);
  assert.match(refused.headers.get("content-type") ?? "", /^text\/plain/);
  assert.equal((await logout({ Cookie, "X-CSRF-TOKEN": "0".repeat(64) })).status, 400);
  assert.equal((await logout({ Cookie, "Coder-Session-Token": "other" })).status, 400);
  assert.equal((await call("/users/me", { headers: { Cookie } })).status, 200);
  assert.equal((await logout({ Cookie, "Coder-Session-Token": token })).status, 200);
});

it("takes the word of the csrf cookie that the login sets", async (t) => {
  const { call } = await identityApi(t);
  const login = await call("/users/login", {
    body: { email: "root@example.com", password: "Correct-Horse-9!" },
  });
  const cookies = login.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  const headers = { Cookie: cookies.join("; "), "X-CSRF-TOKEN": cookies[1]?.split("=")[1] ?? "" };
  assert.equal((await call("/users/logout", { method: "POST", headers })).status, 200);
});
