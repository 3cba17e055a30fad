import assert from "node:assert/strict";
import { it } from "node:test";
import { identityApi } from "../../test/support/identity-api.ts";

const DAY_NS = 24 * 3600 * 1e9;

it("makes tokens, lists them without their secrets, and revokes them at once", async (t) => {
  const { call, person } = await identityApi(t);
  const { token: session, id: userId, username } = await person();
  const body = { token_name: "laptop", lifetime: 400 * DAY_NS, scopes: ["workspace:read", "template:read"] };
  const made = await call("/users/me/keys/tokens", { token: session, body });
  assert.equal(made.status, 201);
  const token: string = made.body.key;
  assert.equal((await call("/users/me", { token })).body.id, userId);
  const list = await call("/users/me/keys/tokens", { token: session });
  assert.equal(list.body.length, 1);
  assert.ok(!list.text.includes(token.slice(11)));
  assert.partialDeepStrictEqual(list.body[0], {
    id: token.slice(0, 10),
    user_id: userId,
    username,
    login_type: "token",
    token_name: "laptop",
    scope: "",
    scopes: ["workspace:read", "template:read"],
    allow_list: ["*:*"],
    lifetime_seconds: 400 * 24 * 3600,
  });
  assert.deepEqual((await call("/users/me/keys/tokens/Laptop", { token: session })).body, list.body[0]);
  const path = `/users/me/keys/${token.slice(0, 10)}`;
  assert.deepEqual((await call(path, { token: session })).body, list.body[0]);
  assert.equal((await call(path, { method: "DELETE", token: session })).status, 204);
  assert.equal((await call("/users/me", { token })).status, 401);
  assert.equal((await call(path, { token: session })).status, 404);
});

it("names a token and gives it a week when nothing is asked for", async (t) => {
  const { call, person } = await identityApi(t);
  const { token } = await person();
  await call("/users/me/keys/tokens", { token, body: {} });
  const [key] = (await call("/users/me/keys/tokens", { token })).body;
  assert.equal(key.scope, "all");
  assert.equal(key.lifetime_seconds, 7 * 24 * 3600);
  assert.match(key.token_name, /^token-/);
  const config = await call("/users/me/keys/tokens/tokenconfig", { token });
  assert.match(config.text, /"max_token_lifetime":3155760000000000000/);
});

it("refuses names that are taken, unknown scopes, and lifetimes beyond the greatest", async (t) => {
  const { call, person } = await identityApi(t);
  const { token } = await person();
  const create = async (body: object) => (await call("/users/me/keys/tokens", { token, body })).status;
  assert.equal(await create({ token_name: "a" }), 201);
  assert.equal(await create({ token_name: "A" }), 409);
  assert.equal(await create({ scopes: ["workspace:fly"] }), 400);
  assert.equal(await create({ scope: "application_connect" }), 201);
  assert.equal(await create({ lifetime: 876_601 * 3600 * 1e9 }), 400);
  assert.equal(await create({ lifetime: -1 }), 400);
  assert.equal(await create({ allow_list: ["workspace"] }), 400);
  assert.equal(await create({ allow_list: ["planet:*"] }), 400);
  assert.equal(await create({ allow_list: Array.from({ length: 129 }, () => "*:*") }), 400);
  assert.equal(await create({ allow_list: ["workspace:*"] }), 201);
});

it("lets no token make one that may do more", async (t) => {
  const { call, person } = await identityApi(t);
  const { token: session } = await person();
  const scopes = ["coder:apikeys.manage_self", "workspace:read"];
  const narrow = (await call("/users/me/keys/tokens", { token: session, body: { scopes } })).body.key;
  const create = (body: object) => call("/users/me/keys/tokens", { token: narrow, body });
  const wider = await create({ scopes: ["workspace:ssh"] });
  assert.equal(wider.status, 403);
  assert.match(
    wider.headers.get("WWW-Authenticate") ?? "",
    /error="insufficient_scope".*scope="workspace:ssh"/,
  );
  const same = (await create({})).body.key;
  const found = await call(`/users/me/keys/${same.slice(0, 10)}`, { token: session });
  assert.deepEqual(found.body.scopes, scopes);
  const pinned = (
    await call("/users/me/keys/tokens", { token: session, body: { allow_list: ["api_key:*"] } })
  ).body.key;
  const body = { allow_list: ["workspace:*"] };
  assert.equal((await call("/users/me/keys/tokens", { token: pinned, body })).status, 403);
});

it("tells a token of too few scopes which one it lacks", async (t) => {
  const { call, person } = await identityApi(t);
  const { token: session } = await person();
  const body = { scopes: ["workspace:read"] };
  const token = (await call("/users/me/keys/tokens", { token: session, body })).body.key;
  const refused = await call("/users/me/profile", { method: "PUT", token, body: { username: "x" } });
  assert.equal(refused.status, 403);
  assert.match(
    refused.headers.get("WWW-Authenticate") ?? "",
    /error="insufficient_scope".*scope="user:update_personal", resource_metadata="/,
  );
});

it("expires tokens, which then are listed only when asked for", async (t) => {
  const { call, person } = await identityApi(t);
  const { token: session } = await person();
  const token = (await call("/users/me/keys/tokens", { token: session, body: {} })).body.key;
  const path = `/users/me/keys/${token.slice(0, 10)}/expire`;
  assert.equal((await call(path, { method: "PUT", token: session })).status, 204);
  assert.equal((await call("/users/me", { token })).status, 401);
  const list = async (query: string) =>
    (await call(`/users/me/keys/tokens${query}`, { token: session })).body.length;
  assert.equal(await list(""), 0);
  assert.equal(await list("?include_expired=true"), 1);
});

it("shows the tokens of all to owners only, and lets only them make tokens for others", async (t) => {
  const { call, person, owner } = await identityApi(t);
  const [ann, bob] = [await person(), await person("user-admin")];
  await call("/users/me/keys/tokens", { token: ann.token, body: {} });
  await call("/users/me/keys/tokens", { token: bob.token, body: {} });
  const all = async (token: string) =>
    (await call("/users/me/keys/tokens?include_all=true", { token })).body.length;
  assert.equal(await all(ann.token), 1);
  assert.equal(await all(bob.token), 1);
  assert.equal(await all(owner.token), 2);
  const forAnn = (token: string) => call(`/users/${ann.id}/keys/tokens`, { token, body: {} });
  assert.equal((await forAnn(bob.token)).status, 403);
  const made = await forAnn(owner.token);
  assert.equal((await call("/users/me", { token: made.body.key })).body.id, ann.id);
  const key = `/users/${ann.id}/keys/${ann.token.slice(0, 10)}`;
  assert.equal((await call(key, { method: "DELETE", token: bob.token })).status, 404);
  assert.equal((await call(key, { method: "DELETE", token: owner.token })).status, 204);
});

it("makes a session key of a week", async (t) => {
  const { call, person } = await identityApi(t);
  const { token } = await person();
  const { status, body } = await call("/users/me/keys", { method: "POST", token });
  assert.equal(status, 201);
  const key = await call(`/users/me/keys/${body.key.slice(0, 10)}`, { token: body.key });
  assert.equal(key.body.login_type, "password");
  assert.equal(key.body.lifetime_seconds, 7 * 24 * 3600);
});
