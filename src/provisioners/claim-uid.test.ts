import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { claimUid, hasUid, passUid, releaseUid } from "./claim-uid.ts";

it("gives a workspace the same uid each time, and never one that another has", async () => {
  const dir = await mkdtemp(join(tmpdir(), "uids-test-"));
  const id = crypto.randomUUID();
  const [first, again] = [await claimUid(dir, id), await claimUid(dir, id)];
  assert.equal(first, again);
  await releaseUid(dir, first);
  assert.deepEqual(await readdir(dir), []);
  await writeFile(join(dir, String(first)), crypto.randomUUID());
  const other = await claimUid(dir, id);
  assert.notEqual(other, first);
  assert.equal(await claimUid(dir, id), other);
  await rm(dir, { recursive: true });
});

it("passes a uid on", async () => {
  const dir = await mkdtemp(join(tmpdir(), "uids-test-"));
  const [from, to] = [crypto.randomUUID(), crypto.randomUUID()];
  const uid = await claimUid(dir, from);
  await passUid(dir, uid, to);
  assert.deepEqual(await readdir(dir), [String(uid)]);
  assert.deepEqual([await hasUid(dir, uid, from), await hasUid(dir, uid, to)], [false, true]);
  assert.notEqual(await claimUid(dir, from), uid);
  await rm(dir, { recursive: true });
});
