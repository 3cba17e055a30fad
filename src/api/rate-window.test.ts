import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { rateWindow } from "./rate-window.ts";

it("allows the limit in any window, each key on its own", () => {
  const count = rateWindow({ limit: 3, windowMs: 1000 });
  assert.deepEqual(
    [0, 1, 2, 3].map((ms) => count("a", ms).allowed),
    [true, true, true, false],
  );
  assert.ok(count("b", 4).allowed);
  assert.ok(!count("a", 1000).allowed, "the window before still counts in full");
  assert.ok(count("a", 1400).allowed);
  assert.ok(count("a", 9000).allowed);
});

it("never allows more than the limit from one turn of the window to the next", () => {
  const moments = fc.array(fc.integer({ min: 0, max: 3999 }), { maxLength: 100 });
  const property = fc.property(moments, fc.integer({ min: 1, max: 10 }), (times, limit) => {
    const count = rateWindow({ limit, windowMs: 1000 });
    const allowed = times.toSorted((a, b) => a - b).filter((ms) => count("a", ms).allowed);
    const windows = Map.groupBy(allowed, (ms) => Math.floor(ms / 1000));
    return [...windows.values()].every((list) => list.length <= limit);
  });
  fc.assert(property);
});

it("forgets the oldest of very many keys", () => {
  const count = rateWindow({ limit: 1, windowMs: 1000 });
  for (let key = 0; key <= 50_000; key++) count(String(key), 0);
  assert.ok(count("0", 0).allowed);
  assert.ok(!count("50000", 0).allowed);
});

it("tells from when on another request is allowed", () => {
  const moments = fc.array(fc.integer({ min: 0, max: 2999 }), { minLength: 1, maxLength: 60 });
  const property = fc.property(moments, fc.integer({ min: 1, max: 10 }), (times, limit) => {
    const count = rateWindow({ limit, windowMs: 1000 });
    const last = times
      .toSorted((a, b) => a - b)
      .map((ms) => count("a", ms))
      .at(-1);
    assert.ok(last !== undefined);
    fc.pre(!last.allowed);
    const [early, late] = [Math.floor(last.retryAt) - 1, Math.ceil(last.retryAt) + 1];
    if (early > Math.max(...times)) assert.ok(!count("a", early).allowed, `not yet at ${early}`);
    assert.ok(count("a", late).allowed, `at ${late}`);
  });
  fc.assert(property);
});

it("counts several requests at once, all or none", () => {
  const count = rateWindow({ limit: 3, windowMs: 1000 });
  assert.ok(count("a", 0, 2).allowed);
  assert.ok(!count("a", 0, 2).allowed);
  assert.ok(count("a", 0).allowed);
});
