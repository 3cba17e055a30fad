import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { sql } from "kysely";
import { closeInReverse } from "../../../test/support/deployment.ts";
import { freshDatabase } from "../../../test/support/fresh-database.ts";
import { testSigner as signer } from "../../../test/support/test-audit.ts";
import { insertAuditLogs } from "../../db/audit-logs.ts";
import { connect } from "../../db/connect.ts";
import { checkChain } from "../../wire/check-chain.ts";
import type { AuditEntry } from "../../wire/audit-log.ts";
import { letGo } from "./audit-retention.ts";
import { readChain } from "./read-chain.ts";
import { sealAudit } from "./seal-audit.ts";

const entryOf = (resourceTarget: string): AuditEntry => ({
  requestId: randomUUID(),
  userId: randomUUID(),
  keyId: "0123456789",
  ip: "127.0.0.1",
  userAgent: "test",
  action: "call",
  resourceType: "mcp_tool",
  resourceTarget,
  statusCode: 200,
  additionalFields: { b: [1, { z: 1.5, a: "ä\n" }], a: null },
});

async function setUp(t: { after: (fn: () => Promise<void>) => void }) {
  const closing = closeInReverse(t);
  const { db, close } = connect(await freshDatabase({ after: closing }), { max: 6, onError: () => {} });
  closing(close);
  const write = async (...names: string[]) => await insertAuditLogs(db, names.map(entryOf));
  const seal = async () => await sealAudit({ db, signer });
  const verify = async (after = 0) => {
    const page = await readChain(db, signer, { after, limit: 1000 });
    const check = checkChain(page.public_keys);
    const anchors = page.checkpoints.filter(({ anchor }) => anchor);
    for (const anchor of anchors) check.checkpoint(anchor);
    for (const link of page.links) check.link(link);
    for (const checkpoint of page.checkpoints) if (!checkpoint.anchor) check.checkpoint(checkpoint);
    return check.end();
  };
  /** As someone would who has the database and means ill. */
  const tamper = async (text: string) => {
    await db.connection().execute(async (one) => {
      await sql`set session_replication_role = replica`.execute(one);
      await sql.raw(text).execute(one);
      await sql`set session_replication_role = origin`.execute(one);
    });
  };
  return { db, write, seal, verify, tamper };
}

const kinds = ({ faults }: Awaited<ReturnType<Awaited<ReturnType<typeof setUp>>["verify"]>>) =>
  faults.map(({ kind, position }) => `${kind} ${position}`);

test("entries are linked in order, once, and verify", async (t) => {
  const { write, seal, verify } = await setUp(t);
  await write("a", "b");
  await write("c");
  assert.equal(await seal(), 3);
  assert.equal(await seal(), 0);
  await write("d");
  assert.equal(await seal(), 1);
  const report = await verify();
  assert.deepEqual(report.faults, []);
  assert.deepEqual([report.first, report.last, report.entries, report.checkpoints], [1, 4, 4, 1]);
});

test("replicas that link at once link each entry once", async (t) => {
  const { write, seal, verify } = await setUp(t);
  await Promise.all(Array.from({ length: 20 }, (_, index) => write(`t${index}`)));
  await Promise.all([seal(), seal(), seal(), seal()]);
  await seal();
  const report = await verify();
  assert.deepEqual([report.entries, report.faults], [20, []]);
});

test("an entry of a transaction that is still open is linked after its commit", async (t) => {
  const { db, write, seal, verify } = await setUp(t);
  const gate = Promise.withResolvers<void>();
  const wrote = Promise.withResolvers<void>();
  const slow = db.transaction().execute(async (transaction) => {
    await insertAuditLogs(transaction, [entryOf("slow")]);
    wrote.resolve();
    await gate.promise;
  });
  await wrote.promise;
  await write("quick");
  assert.equal(await seal(), 0);
  gate.resolve();
  await slow;
  assert.equal(await seal(), 2);
  assert.deepEqual((await verify()).faults, []);
});

test("a changed entry is found and named", async (t) => {
  const { write, seal, verify, tamper } = await setUp(t);
  await write("a", "b", "c");
  await seal();
  await tamper("update audit_logs set status_code = 500 where resource_target = 'b'");
  assert.deepEqual(kinds(await verify()), ["changed 2"]);
});

test("a removed entry is found, with its link and without", async (t) => {
  const { write, seal, verify, tamper } = await setUp(t);
  await write("a", "b", "c");
  await seal();
  await tamper("delete from audit_logs where resource_target = 'b'");
  assert.deepEqual(kinds(await verify()), ["removed 2"]);
  await tamper("delete from audit_chain where position = 2");
  assert.deepEqual(kinds(await verify()), ["removed 2"]);
});

test("an end that was cut off is found by the checkpoint", async (t) => {
  const { write, seal, verify, tamper } = await setUp(t);
  await write("a", "b", "c");
  await seal();
  await tamper("delete from audit_logs where resource_target = 'c'");
  await tamper("delete from audit_chain where position = 3");
  assert.deepEqual(kinds(await verify()), ["removed 3"]);
});

test("entries that changed places are found", async (t) => {
  const { write, seal, verify, tamper } = await setUp(t);
  await write("a", "b", "c");
  await seal();
  await tamper("update audit_chain set log_id = gen_random_uuid() where position = 1");
  await tamper(`update audit_chain set log_id = (select id from audit_logs where resource_target = 'a')
    where position = 2`);
  await tamper(`update audit_chain set log_id = (select id from audit_logs where resource_target = 'b')
    where position = 1`);
  assert.deepEqual(kinds(await verify()), ["reordered 1", "reordered 2"]);
});

test("a chain that was computed anew after a change does not fit the checkpoint", async (t) => {
  const { db, write, seal, verify, tamper } = await setUp(t);
  await write("a", "b", "c");
  await seal();
  await tamper("update audit_logs set resource_target = 'x' where resource_target = 'b'");
  await tamper("delete from audit_chain");
  await tamper("update audit_sealed set before_xid = '0'");
  const kept = await db.selectFrom("audit_checkpoints").selectAll().execute();
  assert.equal(kept.length, 1);
  await seal();
  assert.deepEqual(kinds(await verify()), ["changed 3"]);
});

test("what retention leaves verifies from its anchor", async (t) => {
  const { db, write, seal, verify, tamper } = await setUp(t);
  await write("old 1", "old 2");
  await seal();
  const before = new Date(Date.now() + 1);
  await sql`select pg_sleep(0.01)`.execute(db);
  await write("fresh");
  assert.equal(await letGo({ db, signer, before }), 2);
  const report = await verify();
  assert.deepEqual([report.first, report.entries, report.faults], [3, 1, []]);
  await assert.rejects(db.deleteFrom("audit_logs").execute(), /takes new rows only/);
  await assert.rejects(db.deleteFrom("audit_chain").execute(), /takes new rows only/);
  await write("later");
  await seal();
  assert.equal((await verify()).last, 4);
  await tamper("update audit_logs set status_code = 500 where resource_target = 'fresh'");
  assert.deepEqual(kinds(await verify()), ["changed 3"]);
});

test("a signature of another key, or a wrong one, is a fault", async (t) => {
  const { write, seal, verify, tamper } = await setUp(t);
  await write("a");
  await seal();
  await tamper("update audit_checkpoints set public_key = sha256('x')");
  assert.deepEqual(kinds(await verify()), ["checkpoint 1"]);
  await tamper("update audit_checkpoints set signature = 'x'");
  assert.deepEqual(kinds(await verify()), ["checkpoint 1"]);
});
