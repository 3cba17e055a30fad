import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { byteRangeOf } from "./byte-range.ts";

it("reads single ranges as RFC 9110 has them, and passes over everything else", () => {
  const cases: readonly (readonly [string | undefined, number, ReturnType<typeof byteRangeOf>])[] = [
    [undefined, 10, undefined],
    ["bytes=0-4", 10, { start: 0, end: 4 }],
    ["bytes=4-", 10, { start: 4, end: 9 }],
    ["bytes=-3", 10, { start: 7, end: 9 }],
    ["bytes=-30", 10, { start: 0, end: 9 }],
    ["bytes=8-100", 10, { start: 8, end: 9 }],
    ["bytes=10-", 10, null],
    ["bytes=-0", 10, null],
    ["bytes=0-", 0, null],
    ["bytes=5-4", 10, undefined],
    ["bytes=-", 10, undefined],
    ["bytes=0-1,3-4", 10, undefined],
    ["lines=0-4", 10, undefined],
    ["bytes=a-b", 10, undefined],
  ];
  for (const [header, size, range] of cases) assert.deepEqual(byteRangeOf(header, size), range, header);
});

it("never leaves the file", () => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
  );
  fc.assert(
    fc.property(header, fc.nat(), (text, size) => {
      const range = byteRangeOf(text, size);
      if (range) assert(range.start >= 0 && range.start <= range.end && range.end < size);
    }),
  );
});
