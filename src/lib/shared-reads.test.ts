import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedReads } from "./shared-reads.ts";

/** A place that is read slowly: each read takes what is there when it begins, and ends when it is let. */
function slowPlace() {
  const reads: { readonly end: () => void; readonly fail: () => void }[] = [];
  const place = { value: 1, reads };
  const read = async (): Promise<number> => {
    const { value } = place;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    reads.push({ end: resolve, fail: () => reject(new Error("lost")) });
    await promise;
    return value;
  };
  return { place, read };
}

const settle = async () => await new Promise((resolve) => setImmediate(resolve));

test("equal reads that come while one is on its way are one, begun after the last of them came", async () => {
  const { place, read } = slowPlace();
  const share = sharedReads<number>();
  const first = share("a", read);
  const second = share("a", read);
  place.value = 2;
  const third = share("a", read);
  assert.equal(place.reads.length, 1);
  place.reads[0]?.end();
  await settle();
  assert.equal(place.reads.length, 2);
  place.reads[1]?.end();
  assert.deepEqual(await Promise.all([first, second, third]), [1, 2, 2]);
});

test("unequal reads share nothing, and a read that is over is not remembered", async () => {
  const { place, read } = slowPlace();
  const share = sharedReads<number>();
  const [a, b] = [share("a", read), share("b", read)];
  assert.equal(place.reads.length, 2);
  for (const { end } of place.reads) end();
  await Promise.all([a, b]);
  place.value = 3;
  const later = share("a", read);
  place.reads[2]?.end();
  assert.equal(await later, 3);
});

test("a read that fails fails only for those who shared it", async () => {
  const { place, read } = slowPlace();
  const share = sharedReads<number>();
  const failing = assert.rejects(share("a", read), /lost/);
  const next = share("a", read);
  place.reads[0]?.fail();
  await failing;
  await settle();
  place.reads[1]?.end();
  assert.equal(await next, 1);
  const last = share("a", read);
  place.reads[2]?.end();
  assert.equal(await last, 1);
});
