import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { freshDatabase } from "../../test/support/fresh-database.ts";
import { connect } from "./connect.ts";

async function setUp(t: { after: (fn: () => Promise<void>) => void }, max = 2) {
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.toReversed()) await close();
  });
  const url = await freshDatabase({ after: (fn) => closing.push(fn) });
  const { db, pool, close } = connect(url, { max, onError: () => {} });
  closing.push(close);
  const set = async (value: string, via: typeof db = db) =>
    await via
      .insertInto("site_settings")
      .values({ key: "k", value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .executeTakeFirst();
  const get = async () =>
    (await db.selectFrom("site_settings").select("value").where("key", "=", "k").executeTakeFirst())?.value;
  return { db, pool, set, get };
}

test("a transaction is one connection's, and nobody sees it before its end", async (t) => {
  const { db, set, get } = await setUp(t);
  await db.transaction().execute(async (transaction) => {
    const pid = sql<{ pid: number }>`select pg_backend_pid() as pid`;
    const [first, second] = [await pid.execute(transaction), await pid.execute(transaction)];
    assert.equal(first.rows[0]?.pid, second.rows[0]?.pid);
    await set("inside", transaction);
    assert.equal(await get(), undefined);
  });
  assert.equal(await get(), "inside");
});

test("a transaction that throws leaves nothing, and its connection serves the next", async (t) => {
  const { db, pool, set, get } = await setUp(t, 1);
  const failing = db.transaction().execute(async (transaction) => {
    await set("lost", transaction);
    throw new Error("no");
  });
  await assert.rejects(failing, /^Error: no$/);
  assert.equal(await get(), undefined);
  assert.equal(pool.totalCount, 1);
  assert.equal(pool.idleCount, 1);
});

test("a commit that PostgreSQL turned into a rollback is an error", async (t) => {
  const { db, set, get } = await setUp(t);
  const unnoticed = db.transaction().execute(async (transaction) => {
    await set("lost", transaction);
    await sql`select 1 / 0`.execute(transaction).catch(() => undefined);
  });
  await assert.rejects(unnoticed, /could not be committed/);
  assert.equal(await get(), undefined);
});

test("a connection that dies in a transaction is not used again", async (t) => {
  const { db, pool, set, get } = await setUp(t, 1);
  const killed = db.transaction().execute(async (transaction) => {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction);
  });
  await assert.rejects(killed);
  await set("after");
  assert.equal(await get(), "after");
  assert.equal(pool.totalCount, 1);
});

test("rows that changed are counted", async (t) => {
  const { set, db } = await setUp(t);
  assert.equal((await set("a")).numInsertedOrUpdatedRows, 1n);
  const changed = await db
    .updateTable("site_settings")
    .set({ value: "b" })
    .where("key", "=", "none")
    .executeTakeFirst();
  assert.equal(changed.numUpdatedRows, 0n);
});
