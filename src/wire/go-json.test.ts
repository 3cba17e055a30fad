import assert from "node:assert/strict";
import { it } from "node:test";
import { goJson } from "./go-json.ts";

it("writes what HTML reads as its own, and what ends lines of scripts, as escapes", () => {
  const value = { "a&b": ["<i>", "\u2028\u2029"], c: null };
  const text = goJson(value);
  assert.equal(text, String.raw`{"a\u0026b":["\u003ci\u003e","\u2028\u2029"],"c":null}`);
  assert.deepEqual(JSON.parse(text), value);
});
