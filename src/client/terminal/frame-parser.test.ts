import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { createFrameParser, type Frame } from "./frame-parser.ts";

const MARK = "5eed";

function parse(pieces: readonly string[]): readonly Frame[] {
  const frames: Frame[] = [];
  const parser = createFrameParser(MARK, (frame) => frames.push(frame));
  for (const piece of pieces) parser.push(piece);
  return frames;
}

test("frames are found wherever they are cut, one inside another too, and noise is passed over", () => {
  const output = "$ banner [x] [5ee [5eed 1 abc[5eed 2 in]def\n]noise]] [5eed = w1]";
  const found = [
    { id: "2", payload: "in" },
    { id: "1", payload: "abcdef\n" },
    { id: "=", payload: "w1" },
  ];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: output.length })), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), output.length];
      const pieces = at.slice(1).map((end, index) => output.slice(at[index], end));
      assert.deepEqual(parse(pieces), found);
    }),
  );
});

test("a frame whose beginning was lost is none", () => {
  assert.deepEqual(parse(["ed 1 abc] [5eed 2 x]"]), [{ id: "2", payload: "x" }]);
});
