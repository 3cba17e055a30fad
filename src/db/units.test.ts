import assert from "node:assert/strict";
import { test } from "node:test";
import { closeInReverse } from "../../test/support/deployment.ts";
import { freshDatabase } from "../../test/support/fresh-database.ts";
import { connect } from "./connect.ts";

async function setUp(t: { after: (fn: () => Promise<void>) => void }) {
  const closing = closeInReverse(t);
  const connection = connect(await freshDatabase({ after: closing }), { max: 3, onError: () => {} });
  closing(connection.close);
  const { db } = connection;
  const set = async (key: string) =>
    await db.insertInto("site_settings").values({ key, value: "v" }).executeTakeFirst();
  const keys = async () =>
    (await db.selectFrom("site_settings").select("key").orderBy("key").execute()).map(({ key }) => key);
  return { ...connection, set, keys };
}

test("what a unit writes is seen by itself, and by others once it is committed", async (t) => {
  const { units, set, keys } = await setUp(t);
  const unit = units.open();
  await unit.run(async () => {
    assert.deepEqual(await keys(), []);
    assert.equal(unit.hasBegun(), false);
    await set("a");
    assert.equal(unit.hasBegun(), true);
    assert.deepEqual(await keys(), ["a"]);
  });
  assert.deepEqual(await keys(), []);
  await unit.commit();
  assert.deepEqual(await keys(), ["a"]);
});

test("a unit that is rolled back leaves nothing, also of transactions inside of it", async (t) => {
  const { db, units, set, keys } = await setUp(t);
  const unit = units.open();
  await unit.run(async () => {
    await set("a");
    await db.transaction().execute(async () => void (await set("b")));
  });
  await unit.rollback();
  assert.deepEqual(await keys(), []);
});

test("a transaction inside that fails undoes its own part only", async (t) => {
  const { db, units, set, keys } = await setUp(t);
  const unit = units.open();
  await unit.run(async () => {
    await set("a");
    const inner = db.transaction().execute(async (transaction) => {
      await transaction.insertInto("site_settings").values({ key: "b", value: "v" }).execute();
      await transaction.insertInto("site_settings").values({ key: "a", value: "v" }).execute();
    });
    await assert.rejects(inner, /duplicate key/);
    await set("c");
  });
  await unit.commit();
  assert.deepEqual(await keys(), ["a", "c"]);
});

test("a commit after a statement that failed unnoticed is an error", async (t) => {
  const { units, set, keys } = await setUp(t);
  const unit = units.open();
  await unit.run(async () => {
    await set("a");
    await set("a").catch(() => undefined);
  });
  await assert.rejects(unit.commit(), /could not be committed/);
  assert.deepEqual(await keys(), []);
});

test("what goes on after its unit has ended is no part of it", async (t) => {
  const { units, set, keys } = await setUp(t);
  const unit = units.open();
  const gate = Promise.withResolvers<void>();
  const late = await unit.run(async () => {
    await set("a");
    return { done: gate.promise.then(() => set("late")) };
  });
  await unit.rollback();
  gate.resolve();
  await late.done;
  assert.deepEqual(await keys(), ["late"]);
});
