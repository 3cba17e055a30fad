import assert from "node:assert/strict";
import { it } from "node:test";
import { emptyApi } from "../../test/support/identity-api.ts";
import { deploymentId } from "./deployment-id.ts";
import { ensureFirstOwner } from "./first-owner.ts";

it("makes one owner of a fresh deployment, however many replicas start", async (t) => {
  const { identity, call } = await emptyApi(t);
  const owners = await Promise.all([ensureFirstOwner(identity), ensureFirstOwner(identity)]);
  const [owner, ...others] = owners.filter((made) => made !== undefined);
  assert.ok(owner);
  assert.equal(others.length, 0);
  const me = await call("/users/me", { token: owner.sessionToken });
  assert.equal(me.body.username, "admin");
  assert.equal(me.body.roles[0].name, "owner");
  assert.equal((await call("/organizations/coder", { token: owner.sessionToken })).status, 200);
  const login = await call("/users/login", { body: { email: owner.email, password: owner.password } });
  assert.equal(login.status, 201);
  assert.equal(await ensureFirstOwner(identity), undefined);
});

it("keeps the deployment's id", async (t) => {
  const { identity } = await emptyApi(t);
  const [first, second] = await Promise.all([deploymentId(identity), deploymentId(identity)]);
  assert.match(first, /^[0-9a-f-]{36}$/);
  assert.equal(second, first);
  assert.equal(await deploymentId(identity), first);
});
