import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { sql } from "kysely";
import { PASSWORD, identityApi } from "../../test/support/identity-api.ts";
import { createAuditWriter } from "../db/audit-writer.ts";
import { type AuditEntry, AuditLogList } from "../wire/audit-log.ts";

const entryOf = (userId: string, fields: Partial<AuditEntry> = {}): AuditEntry => ({
  requestId: randomUUID(),
  userId,
  keyId: "0123456789",
  ip: "127.0.0.1",
  userAgent: "test",
  action: "call",
  resourceType: "mcp_tool",
  resourceTarget: "list_workspaces",
  statusCode: 200,
  additionalFields: {},
  ...fields,
});

test("entries are listed newest first, with their user and a sentence", async (t) => {
  const { identity, owner, person, call } = await identityApi(t);
  const ann = await person();
  const writer = createAuditWriter(identity.db);
  await writer.record(entryOf(ann.id));
  await writer.record(entryOf(owner.id, { resourceTarget: "read_file", statusCode: 403 }));
  const { body } = await call("/audit", { token: owner.token });
  const { audit_logs: logs, count } = AuditLogList.parse(body);
  assert.equal(count, 2);
  assert.deepEqual(
    logs.map(({ resource_target: target, description, user }) => [target, description, user?.username]),
    [
      ["read_file", "{user} unsuccessfully attempted to call mcp tool {target}", "root"],
      ["list_workspaces", "{user} called mcp tool {target}", ann.username],
    ],
  );
});

test("many entries at once are all kept, in order", async (t) => {
  const { identity, owner, call } = await identityApi(t);
  const writer = createAuditWriter(identity.db);
  const ids = Array.from({ length: 1200 }, () => randomUUID());
  await Promise.all(ids.map((requestId) => writer.record(entryOf(owner.id, { requestId }))));
  const { body } = await call("/audit?limit=2000", { token: owner.token });
  const logs = AuditLogList.parse(body).audit_logs;
  assert.deepEqual(new Set(logs.map((log) => log.request_id)), new Set(ids));
});

test("texts that PostgreSQL's JSON cannot hold lose only the characters that it cannot", async (t) => {
  const { identity, owner, call } = await identityApi(t);
  const writer = createAuditWriter(identity.db);
  await writer.record(entryOf(owner.id, { userAgent: String.raw`a\u0000`, resourceTarget: "x\0y\uD800z" }));
  const { body } = await call("/audit", { token: owner.token });
  const [log] = AuditLogList.parse(body).audit_logs;
  assert.equal(log?.user_agent, String.raw`a\u0000`);
  assert.equal(log?.resource_target, "x\uFFFDy\uFFFDz");
});

test("a search keeps what all its conditions hold for", async (t) => {
  const { identity, owner, person, call } = await identityApi(t);
  const ann = await person();
  const writer = createAuditWriter(identity.db);
  const requestId = randomUUID();
  await writer.record(entryOf(ann.id, { requestId }));
  await writer.record(entryOf(owner.id, { action: "login", resourceType: "api_key", resourceTarget: "" }));
  const count = async (q: string) =>
    (await call(`/audit?q=${encodeURIComponent(q)}`, { token: owner.token })).body.count;
  const today = new Date().toISOString().slice(0, 10);
  assert.equal(await count("mcp_tool"), 1);
  assert.equal(await count("action:login"), 1);
  assert.equal(await count("username:me"), 1);
  assert.equal(await count(`username:${ann.username} action:call`), 1);
  assert.equal(await count(`username:${ann.username} action:login`), 0);
  assert.equal(await count(`request_id:${requestId}`), 1);
  assert.equal(await count(`date_from:${today} date_to:${today}`), 2);
  assert.equal(await count("date_to:2020-01-01"), 0);
});

test("a search that cannot be read names the key", async (t) => {
  const { owner, call } = await identityApi(t);
  for (const [q, field] of [
    ["action:fly", "action"],
    ["date_from:yesterday", "date_from"],
    ["date_from:2026-02-31", "date_from"],
    ["date_to:2026-99-99", "date_to"],
    ["resource_id:x", "resource_id"],
    ["color:red", "color"],
  ]) {
    const { status, body } = await call(`/audit?q=${q}`, { token: owner.token });
    assert.equal(status, 400, q);
    assert.equal(body.validations[0].field, field);
  }
});

test("auditors read it, members do not", async (t) => {
  const { person, call } = await identityApi(t);
  assert.equal((await call("/audit", { token: (await person("auditor")).token })).status, 200);
  assert.equal((await call("/audit", { token: (await person()).token })).status, 403);
  assert.equal((await call("/audit")).status, 401);
});

test("no row is changed or removed", async (t) => {
  const { identity, owner } = await identityApi(t);
  await createAuditWriter(identity.db).record(entryOf(owner.id));
  const change = identity.db.updateTable("audit_logs").set({ status_code: 200 });
  await assert.rejects(change.execute(), /takes new rows only/);
  await assert.rejects(identity.db.deleteFrom("audit_logs").execute(), /takes new rows only/);
});

test("an entry that the database does not take is its caller's to know of", async (t) => {
  const { identity, owner } = await identityApi(t);
  const writer = createAuditWriter(identity.db);
  await assert.rejects(writer.record(entryOf(owner.id, { requestId: "no uuid" })));
  await writer.record(entryOf(owner.id));
});

/** The newest entry of a search, as an owner sees it. */
async function newest({ owner, call }: Awaited<ReturnType<typeof identityApi>>, q: string) {
  const { body } = await call(`/audit?limit=1&q=${encodeURIComponent(q)}`, { token: owner.token });
  return AuditLogList.parse(body).audit_logs[0];
}

test("a change of a user tells who did what, and what it was before", async (t) => {
  const api = await identityApi(t);
  const ann = await api.person();
  const profile = { username: "anna", name: "Ann A" };
  const answer = await api.call(`/users/${ann.id}/profile`, {
    method: "PUT",
    token: api.owner.token,
    body: profile,
    headers: { "User-Agent": "unit" },
  });
  assert.equal(answer.status, 200);
  const log = await newest(api, "resource_type:user action:write");
  assert.equal(log?.user?.username, "root");
  assert.equal(log.key_id, api.owner.token.slice(0, 10));
  assert.equal(log.resource_id, ann.id);
  assert.equal(log.status_code, 200);
  assert.deepEqual(log.diff, {
    username: { old: ann.username, new: "anna", secret: false },
    name: { new: "Ann A", secret: false },
  });
  assert.equal(log.request_id, answer.headers.get("X-Coder-Request-Id"));
});

test("passwords and tokens are in no entry", async (t) => {
  const api = await identityApi(t);
  const ann = await api.person();
  await api.call("/users/login", { body: { email: "root@example.com", password: PASSWORD } });
  const made = await api.call("/users/me/keys/tokens", { token: ann.token, body: { token_name: "ci" } });
  const change = { old_password: PASSWORD, password: "Another-Horse-7!" };
  await api.call("/users/me/password", { method: "PUT", token: ann.token, body: change });
  const { text } = await api.call("/audit", { token: api.owner.token });
  for (const secret of [PASSWORD, change.password, made.body.key, ann.token])
    assert.ok(!text.includes(secret));
  const log = await newest(api, "resource_type:api_key action:create");
  assert.deepEqual(log?.diff["hashed_secret"], { old: "", new: "", secret: true });
  assert.equal(log?.resource_target, "ci");
});

test("a login that fails tells whom it was about, and one of nobody tells that", async (t) => {
  const api = await identityApi(t);
  await api.call("/users/login", { body: { email: "root@example.com", password: "wrong" } });
  const log = await newest(api, "action:login");
  assert.equal(log?.user?.username, "root");
  assert.equal(log.status_code, 401);
  assert.deepEqual(log.diff, {});
  assert.equal(log.description, "{user} unsuccessfully attempted to login");
});

test("what is refused is written down, reads too, and what is missing is not", async (t) => {
  const api = await identityApi(t);
  const [ann, ben] = [await api.person(), await api.person()];
  await api.call("/audit", { token: ann.token });
  assert.equal((await newest(api, `username:${ann.username}`))?.status_code, 403);
  await api.call(`/users/${ben.id}`, { token: ann.token });
  const hidden = await newest(api, `username:${ann.username} resource_type:user`);
  assert.deepEqual([hidden?.status_code, hidden?.resource_id], [404, ben.id]);
  const missing = randomUUID();
  await api.call(`/users/${missing}`, { token: ann.token });
  assert.equal(await newest(api, `resource_id:${missing}`), undefined);
  await api.call("/users", { method: "POST", body: {} });
  assert.equal((await newest(api, "resource_type:user action:create"))?.status_code, 401);
});

test("refusals without end have an entry each no longer, and are counted", async (t) => {
  const api = await identityApi(t);
  const ann = await api.person();
  for (let times = 0; times < 30; times++) await api.call("/audit", { token: ann.token });
  const { body } = await api.call(`/audit?q=username:${ann.username}`, { token: api.owner.token });
  assert.equal(body.count, 20);
});

test("a change whose entry cannot be stored does not happen", async (t) => {
  const api = await identityApi(t);
  const ann = await api.person();
  const { db } = api.identity;
  await sql`alter table audit_logs add constraint none check (action <> 'write') not valid`.execute(db);
  const body = { username: "anna", name: "" };
  const answer = await api.call(`/users/${ann.id}/profile`, { method: "PUT", token: api.owner.token, body });
  assert.equal(answer.status, 500);
  assert.equal((await api.call(`/users/${ann.id}`, { token: api.owner.token })).body.username, ann.username);
});

test("a change that fails leaves its failure and no effect", async (t) => {
  const api = await identityApi(t);
  const [ann, ben] = [await api.person(), await api.person()];
  const body = { username: ben.username, name: "" };
  const answer = await api.call(`/users/${ann.id}/profile`, { method: "PUT", token: api.owner.token, body });
  assert.equal(answer.status, 409);
  const log = await newest(api, "resource_type:user action:write");
  assert.equal(log?.status_code, 409);
  assert.equal(log.additional_fields["reason"], "A user with this username already exists.");
});

test("the chain is for auditors", async (t) => {
  const api = await identityApi(t);
  assert.equal((await api.call("/audit/chain", { token: (await api.person()).token })).status, 403);
  const auditor = (await api.person("auditor")).token;
  const { body } = await api.call("/audit/chain", { token: auditor });
  assert.equal(body.head, 0);
  assert.match(body.public_keys[0], /^[0-9a-f]{64}$/);
  const bad = await api.call("/audit/chain?after=x", { token: auditor });
  assert.deepEqual([bad.status, bad.body.validations[0].field], [400, "after"]);
});
