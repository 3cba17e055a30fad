import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { closeInReverse } from "../../test/support/deployment.ts";
import { freshDatabase } from "../../test/support/fresh-database.ts";
import { until } from "../../test/support/until.ts";
import { connect } from "../db/connect.ts";
import { listenForEvents } from "../db/events.ts";
import { forgetExpired } from "./authorization/housekeeping.ts";
import { indexOfSigner, openDeploymentKeys, rotateDeploymentKeys, sign } from "./deployment-keys.ts";

const onError = (error: unknown): void => {
  throw error;
};

async function place(t: TestContext) {
  const closing = closeInReverse(t);
  const url = await freshDatabase({ after: closing });
  const { db, close } = connect(url, { max: 4, onError });
  closing(close);
  const open = async () => {
    const events = await listenForEvents(url, onError);
    closing(() => events.close());
    return await openDeploymentKeys({ db, events, onError });
  };
  return { db, open };
}

test("replicas that start at once have one key", async (t) => {
  const { open } = await place(t);
  const all = await Promise.all(Array.from({ length: 4 }, open));
  const keys = new Set(all.map((each) => each.secretFor("x").current.toString("hex")));
  assert.equal(keys.size, 1);
  assert.equal(all[0]?.secretFor("x").current.byteLength, 32);
  assert.notDeepEqual(all[0]?.secretFor("x").current, all[0]?.secretFor("y").current);
});

test("a rotation reaches every replica, and what was signed before still verifies", async (t) => {
  const { db, open } = await place(t);
  const [one, other] = [await open(), await open()];
  const signature = sign(one.secretFor("x"), "data");
  assert.equal(indexOfSigner(other.secretFor("x"), "data", signature), 0);
  await rotateDeploymentKeys(db);
  for (const keys of [one, other]) {
    await until("the replica has the fresh key", async () => keys.secretFor("x").older.length === 1);
    assert.equal(indexOfSigner(keys.secretFor("x"), "data", signature), 1);
    assert.notEqual(sign(keys.secretFor("x"), "data"), signature);
  }
  for (const forged of [sign(one.secretFor("y"), "data"), "", "x"]) {
    assert.equal(indexOfSigner(one.secretFor("x"), "data", forged), -1);
  }
});

test("a key is forgotten 30 days after its successor began to sign, the last one never", async (t) => {
  const { db, open } = await place(t);
  await open();
  await rotateDeploymentKeys(db);
  const count = async (days: number): Promise<number> => {
    await forgetExpired(db, new Date(Date.now() + days * 86_400_000));
    return (await db.selectFrom("crypto_keys").select("id").execute()).length;
  };
  assert.equal(await count(29), 2);
  assert.equal(await count(31), 1);
  assert.equal(await count(1000), 1);
});
