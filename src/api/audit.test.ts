import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { identityApi } from "../../test/support/identity-api.ts";
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
