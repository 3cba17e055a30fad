import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import { insertOrganization } from "../db/organizations.ts";
import { identityApi } from "../../test/support/identity-api.ts";

it("shows members the organizations they are in", async (t) => {
  const { call, person, owner, identity, organizationId } = await identityApi(t);
  const secret = { id: randomUUID(), name: "secret", display_name: "", is_default: false };
  await insertOrganization(identity.db, secret);
  const { token } = await person();
  const list = async (who: string) =>
    (await call("/organizations", { token: who })).body.map(({ name }: { name: string }) => name);
  assert.deepEqual(await list(token), ["coder"]);
  assert.deepEqual(await list(owner.token), ["coder", "secret"]);
  for (const reference of [organizationId, "coder", "default", "00000000-0000-0000-0000-000000000000"]) {
    const { body } = await call(`/organizations/${reference}`, { token });
    assert.equal(body.id, organizationId, reference);
    assert.equal(body.is_default, true);
  }
  const hidden = await call("/organizations/secret", { token });
  assert.equal(hidden.status, 404);
  assert.equal(hidden.text, (await call("/organizations/none", { token })).text);
  const mine = await call("/users/me/organizations", { token });
  assert.deepEqual(mine.body.length, 1);
  assert.equal((await call("/users/me/organizations/Coder", { token })).body.id, organizationId);
  assert.equal((await call("/users/me/organizations/secret", { token })).status, 404);
});

it("adds, lists and removes members", async (t) => {
  const { call, person, owner, identity } = await identityApi(t);
  const other = { id: randomUUID(), name: "other", display_name: "", is_default: false };
  await insertOrganization(identity.db, other);
  const [ann, bob] = [await person(), await person()];
  const path = `/organizations/other/members/${ann.username}`;
  const added = await call(path, { method: "POST", token: owner.token });
  assert.equal(added.status, 200);
  assert.equal(added.body.username, ann.username);
  assert.equal((await call(path, { method: "POST", token: owner.token })).status, 409);
  assert.equal((await call(path, { method: "POST", token: bob.token })).status, 404);

  const members = await call("/organizations/default/paginated-members?limit=1&q=user", {
    token: owner.token,
  });
  assert.equal(members.body.count, 2);
  assert.equal(members.body.members.length, 1);
  assert.equal((await call("/organizations/default/members", { token: owner.token })).body.length, 3);
  const seen = await call("/organizations/default/members", { token: bob.token });
  assert.deepEqual(
    seen.body.map(({ username }: { username: string }) => username),
    [bob.username],
  );
  assert.equal((await call(`/organizations/default/members/${ann.id}`, { token: bob.token })).status, 404);
  assert.equal((await call("/organizations/default/members/me", { token: bob.token })).status, 200);

  assert.equal((await call(path, { method: "DELETE", token: ann.token })).status, 403);
  assert.equal((await call(path, { method: "DELETE", token: owner.token })).status, 204);
  assert.equal((await call(path, { method: "DELETE", token: owner.token })).status, 404);
  const self = await call("/organizations/default/members/me", { method: "DELETE", token: owner.token });
  assert.equal(self.status, 400);
});

it("lets organization admins give every role of their organization, but not to themselves", async (t) => {
  const { call, person, owner } = await identityApi(t);
  const [admin, ann] = [await person(), await person()];
  const put = (token: string, user: string, ...roles: string[]) =>
    call(`/organizations/default/members/${user}/roles`, { method: "PUT", token, body: { roles } });
  const given = await put(owner.token, admin.id, "organization-admin");
  assert.equal(given.status, 200);
  assert.deepEqual(
    given.body.roles.map(({ name }: { name: string }) => name),
    ["organization-admin"],
  );
  assert.equal((await put(admin.token, ann.id, "organization-user-admin")).status, 200);
  assert.equal((await put(ann.token, admin.id)).status, 403);
  assert.equal((await put(admin.token, "me", "organization-auditor")).status, 400);
  assert.equal((await put(admin.token, ann.id, "owner")).status, 400);
  assert.equal((await put(ann.token, owner.id, "agents-access")).status, 200);
  const roles = await call("/organizations/default/members/roles", { token: ann.token });
  const assignable = roles.body.filter((role: { assignable: boolean }) => role.assignable);
  assert.deepEqual(
    assignable.map(({ name }: { name: string }) => name),
    ["organization-workspace-access", "agents-access"],
  );
  const mine = await call("/users/me/roles", { token: ann.token });
  assert.deepEqual(Object.values(mine.body.organization_roles), [["organization-user-admin"]]);
});

it("answers what the caller may do", async (t) => {
  const { call, person, owner, organizationId } = await identityApi(t);
  const { token, id } = await person();
  const checks = {
    ownWorkspace: check(
      { resource_type: "workspace", owner_id: "me", organization_id: organizationId },
      "create",
    ),
    anyOrg: check({ resource_type: "workspace", owner_id: "me", any_org: true }, "create"),
    users: check({ resource_type: "user" }, "read"),
    self: check({ resource_type: "user", resource_id: id }, "update_personal"),
    other: check({ resource_type: "user", resource_id: owner.id }, "read"),
    absent: check({ resource_type: "template", resource_id: randomUUID() }, "read"),
    __proto: check({ resource_type: "audit_log" }, "read"),
  };
  const { status, body } = await call("/authcheck", { token, body: { checks } });
  assert.equal(status, 200);
  assert.deepEqual(body, {
    ownWorkspace: true,
    anyOrg: true,
    users: false,
    self: true,
    other: false,
    absent: false,
    __proto: false,
  });
  const lookUps = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, checks.self]));
  const bad = [
    { x: check({ resource_type: "planet" }, "read") },
    { x: check({ resource_type: "user" }, "fly") },
    { x: check({ resource_type: "file", resource_id: id }, "read") },
    { x: check({ resource_type: "user", resource_id: "1" }, "read") },
    lookUps,
  ];
  for (const request of bad) {
    assert.equal((await call("/authcheck", { token, body: { checks: request } })).status, 400);
  }
});

const check = (object: object, action: string) => ({ object, action });
