import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import { type Answer, PASSWORD, identityApi } from "../../test/support/identity-api.ts";

const names = ({ body }: Answer): string[] =>
  body.users.map(({ username }: { username: string }) => username);

it("makes users in organizations, for owners and user admins", async (t) => {
  const { call, owner, person, organizationId } = await identityApi(t);
  const admin = await person("user-admin");
  const request = {
    email: "bob@example.com",
    username: "bob",
    password: PASSWORD,
    organization_ids: [organizationId],
  };
  const made = await call("/users", { token: admin.token, body: request });
  assert.equal(made.status, 201);
  assert.equal(made.body.status, "dormant");
  assert.deepEqual(made.body.organization_ids, [organizationId]);

  const attempts: [string, number, object][] = [
    ["the same name", 409, { ...request, email: "bob2@example.com" }],
    ["the same e-mail in other letters", 409, { ...request, username: "bob2", email: "BOB@example.com" }],
    ["no organization", 400, { ...request, username: "bob3", organization_ids: [] }],
    ["an unknown organization", 404, { ...request, username: "bob3", organization_ids: [randomUUID()] }],
    ["a weak password", 400, { ...request, username: "bob3", password: "password" }],
    ["a password and no login", 400, { ...request, username: "bob3", login_type: "none" }],
    ["an unknown role", 400, { ...request, username: "bob3", roles: ["king"] }],
    ["a role that is not its to give", 403, { ...request, username: "bob3", roles: ["owner"] }],
  ];
  for (const [what, status, body] of attempts) {
    assert.equal((await call("/users", { token: admin.token, body })).status, status, what);
  }
  const robot = { email: "r@example.com", username: "robot", login_type: "none", roles: ["auditor"] };
  const body = { ...robot, organization_ids: [organizationId] };
  assert.equal((await call("/users", { token: owner.token, body })).status, 201);
  const { token } = await person();
  assert.equal((await call("/users", { token, body })).status, 403);
});

it("shows a member itself only, and hides others as if they were not there", async (t) => {
  const { call, person, owner } = await identityApi(t);
  const [ann, bob] = [await person(), await person()];
  assert.deepEqual(names(await call("/users", { token: ann.token })), [ann.username]);
  const hidden = await call(`/users/${bob.username}`, { token: ann.token });
  const missing = await call("/users/nobody", { token: ann.token });
  assert.equal(hidden.status, 404);
  assert.equal(hidden.text, missing.text);
  for (const path of ["profile", "status/suspend", "password", "roles"]) {
    const answer = await call(`/users/${bob.id}/${path}`, { method: "PUT", token: ann.token, body: {} });
    assert.equal(answer.status, 404, path);
  }
  for (const reference of [bob.id, bob.username.toUpperCase()]) {
    assert.equal((await call(`/users/${reference}`, { token: owner.token })).body.id, bob.id);
  }
});

it("finds users by search keys, page by page", async (t) => {
  const { call, person, owner } = await identityApi(t);
  await person();
  await person("auditor");
  const suspended = await person();
  await call(`/users/${suspended.id}/status/suspend`, { method: "PUT", token: owner.token });
  const list = (query: string) => call(`/users?${query}`, { token: owner.token });
  const all = await list("");
  assert.deepEqual(names(all), ["root", "user-1", "user-2", "user-3"]);
  assert.equal(all.body.count, 4);
  const page = await list("limit=2&offset=1");
  assert.deepEqual(names(page), ["user-1", "user-2"]);
  assert.equal(page.body.count, 4);
  assert.deepEqual(names(await list(`after_id=${suspended.id}`)), []);
  assert.deepEqual(names(await list("q=role:auditor")), ["user-2"]);
  assert.deepEqual(names(await list("q=status:suspended")), ["user-3"]);
  assert.deepEqual(names(await list("q=USER-1")), ["user-1"]);
  assert.deepEqual(names(await list("q=search:r%25t")), []);
  assert.deepEqual(names(await list("q=login_type:none")), []);
  assert.deepEqual(names(await list('q=created_before:"2020-01-01T00:00:00Z"')), []);
  for (const query of ["q=color:red", "q=created_after:soon", "limit=-1", "offset=x", "after_id=1"]) {
    const { status, body } = await list(query);
    assert.equal(status, 400, query);
    assert.equal(body.validations.length, 1, query);
  }
});

it("changes names, and says when one is taken", async (t) => {
  const { call, person } = await identityApi(t);
  const [ann, bob] = [await person(), await person()];
  const put = (body: object) => call("/users/me/profile", { method: "PUT", token: ann.token, body });
  const changed = await put({ username: "annie", name: "Ann Example" });
  assert.equal(changed.status, 200);
  assert.equal(changed.body.name, "Ann Example");
  assert.equal((await put({ username: bob.username.toUpperCase() })).status, 409);
});

it("changes a password, which ends every session and token", async (t) => {
  const { call, person, owner } = await identityApi(t);
  const { id, token, username } = await person();
  const fresh = "Another-Horse-8?";
  const put = (who: string, body: object) =>
    call(`/users/${id}/password`, { method: "PUT", token: who, body });
  const wrong = await put(token, { old_password: "x", password: fresh });
  assert.equal(wrong.status, 400);
  assert.equal(wrong.body.validations[0].field, "old_password");
  assert.equal((await put(token, { password: fresh })).status, 400);
  assert.equal((await put(token, { old_password: PASSWORD, password: "weak" })).status, 400);
  assert.equal((await put(token, { old_password: PASSWORD, password: PASSWORD })).status, 400);
  assert.equal((await put(token, { old_password: PASSWORD, password: fresh })).status, 204);
  assert.equal((await call("/users/me", { token })).status, 401);
  const login = (password: string) =>
    call("/users/login", { body: { email: `${username}@example.com`, password } });
  assert.equal((await login(PASSWORD)).status, 401);
  assert.equal((await login(fresh)).status, 201);
  assert.equal((await put(owner.token, { password: PASSWORD })).status, 204);
});

it("keeps owners out of the hands of user admins", async (t) => {
  const { call, person, owner } = await identityApi(t);
  const admin = await person("user-admin");
  const attempts: [string, string, object | undefined][] = [
    ["DELETE", "", undefined],
    ["PUT", "/password", { password: "Another-Horse-8?" }],
    ["PUT", "/profile", { username: "mine" }],
    ["PUT", "/status/suspend", undefined],
    ["PUT", "/roles", { roles: [] }],
  ];
  for (const [method, path, body] of attempts) {
    const answer = await call(`/users/${owner.id}${path}`, { method, token: admin.token, body });
    assert.equal(answer.status, 403, path);
  }
  const keys = await call(`/users/${owner.id}/keys/tokens`, { token: admin.token, body: {} });
  assert.equal(keys.status, 403);
});

it("replaces roles, never one's own", async (t) => {
  const { call, person, owner } = await identityApi(t);
  const { id, token } = await person();
  const put = (who: string, roles: string[], user = id) =>
    call(`/users/${user}/roles`, { method: "PUT", token: who, body: { roles } });
  const changed = await put(owner.token, ["auditor", "template-admin"]);
  assert.equal(changed.status, 200);
  assert.deepEqual(changed.body.roles.map(({ name }: { name: string }) => name).toSorted(), [
    "auditor",
    "template-admin",
  ]);
  const read = await call("/users/me/roles", { token });
  assert.deepEqual(read.body.roles, ["auditor", "template-admin"]);
  assert.equal((await put(token, ["owner"], "me")).status, 400);
  assert.equal((await put(token, ["owner"], owner.id)).status, 403);
  assert.equal((await put(owner.token, ["nonsense"])).status, 400);
  const roles = await call("/users/roles", { token: owner.token });
  assert.ok(roles.body.every(({ name, assignable }: never) => assignable === (name !== "member")));
});

it("suspends neither oneself nor an owner", async (t) => {
  const { call, person, owner } = await identityApi(t);
  const second = await person("owner");
  for (const user of ["me", second.id]) {
    const answer = await call(`/users/${user}/status/suspend`, { method: "PUT", token: owner.token });
    assert.equal(answer.status, 400);
  }
});

it("deletes users but oneself, and frees their names", async (t) => {
  const { call, person, owner, organizationId } = await identityApi(t);
  const { id, token, username } = await person();
  const remove = (user: string) => call(`/users/${user}`, { method: "DELETE", token: owner.token });
  assert.equal((await remove("me")).status, 403);
  assert.equal((await remove(id)).status, 200);
  assert.equal((await remove(id)).status, 404);
  assert.equal((await call("/users/me", { token })).status, 401);
  const again = { email: `${username}@example.com`, username, password: PASSWORD };
  const body = { ...again, organization_id: organizationId };
  assert.equal((await call("/users", { token: owner.token, body })).status, 201);
});

it("deletes no user who owns workspaces", async (t) => {
  const { call, person, owner, identity, organizationId } = await identityApi(t);
  const { id } = await person();
  const [template, workspace] = [randomUUID(), randomUUID()];
  await identity.db
    .insertInto("templates")
    .values({
      id: template,
      organization_id: organizationId,
      name: "t",
      provisioner: "echo",
      active_version_id: randomUUID(),
      created_by: owner.id,
    })
    .execute();
  await identity.db
    .insertInto("workspaces")
    .values({
      id: workspace,
      owner_id: id,
      organization_id: organizationId,
      template_id: template,
      name: "w",
    })
    .execute();
  const remove = () => call(`/users/${id}`, { method: "DELETE", token: owner.token });
  assert.equal((await remove()).status, 417);
  const check = { object: { resource_type: "workspace", resource_id: workspace }, action: "ssh" };
  const checked = await call("/authcheck", { token: owner.token, body: { checks: { check } } });
  assert.deepEqual(checked.body, { check: true });
  await identity.db.updateTable("workspaces").set({ deleted: true }).execute();
  assert.equal((await remove()).status, 200);
});

it("refuses a password login to users of another login type", async (t) => {
  const { call, owner, organizationId } = await identityApi(t);
  const robot = { email: "r@example.com", username: "robot", login_type: "none" };
  await call("/users", { token: owner.token, body: { ...robot, organization_ids: [organizationId] } });
  const login = await call("/users/login", { body: { email: robot.email, password: PASSWORD } });
  assert.equal(login.status, 403);
});
