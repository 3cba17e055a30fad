import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonResult, listResult, plainResult } from "./json-result.ts";
import { boundLines } from "./log-lines.ts";

const LIMIT = 16 * 1024;

test("what is short is sent whole, as JSON that ends with a newline", () => {
  assert.deepEqual(jsonResult({ a: [1, null, "x"] }), {
    text: '{"a":[1,null,"x"]}\n',
    structured: { a: [1, null, "x"] },
  });
  assert.deepEqual(jsonResult(["a"], "more"), {
    text: '["a"]\n',
    structured: { result: ["a"] },
    note: "more",
  });
  assert.deepEqual(plainResult("done"), { text: '"done"\n', structured: { result: "done" } });
});

for (const [name, value] of Object.entries({
  "a long string": { output: `begin${"x".repeat(100_000)}end`, exit_code: 3 },
  "characters that JSON blows up": { output: "\u0001".repeat(12_000), exit_code: 3 },
  "a long list": {
    list: Array.from({ length: 10_000 }, (_, id) => ({ id, name: "n".repeat(100) })),
    exit_code: 3,
  },
  "deep lists": { list: Array(30).fill(Array(30).fill(Array(30).fill("word"))), exit_code: 3 },
  "many keys": {
    env: Object.fromEntries(Array.from({ length: 5000 }, (_, id) => [`k${id}`, "v"])),
    exit_code: 3,
  },
})) {
  test(`${name} is bounded, stays JSON, and the rest of the answer is whole`, () => {
    const { text, structured, note } = jsonResult(value, "own note");
    assert(text.length <= LIMIT + 1, `${text.length} characters`);
    assert.deepEqual(JSON.parse(text), structured);
    assert.equal(structured["exit_code"], 3);
    assert.equal(note, "Over 16 KiB: long strings and lists are shortened. own note");
  });
}

test("a string keeps its beginning and its end", () => {
  const { structured } = jsonResult({ output: `begin${"x".repeat(100_000)}end` });
  assert.match(String(structured["output"]), /^beginx+… \[\d+ characters left out\] …x+end$/);
});

test("a list keeps whole items, and one at least", () => {
  const items = Array.from({ length: 100 }, (_, id) => ({ id, text: "x".repeat(500) }));
  const { text, note } = listResult(items, (shown) => `from ${shown}`);
  assert(text.length <= LIMIT + 1);
  const kept: readonly { readonly id: number }[] = JSON.parse(text);
  assert.equal(note, `from ${kept.length}`);
  assert.equal(kept.at(-1)?.id, kept.length - 1);
  assert.equal(JSON.parse(listResult([{ text: "x".repeat(50_000) }], () => undefined).text).length, 1);
  assert.equal(listResult([], () => undefined).text, "[]\n");
});

test("a log keeps its first lines and more of its last", () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
  const bound = boundLines(lines);
  const at = bound.findIndex((line) => /^\[\d+ lines left out\]$/.test(line));
  assert.equal(bound[0], "line 0");
  assert.equal(bound.at(-1), "line 4999");
  assert(at > 0 && bound.length - at > at);
  assert(JSON.stringify(bound).length < LIMIT);
  assert.deepEqual(boundLines(["a", "b"]), ["a", "b"]);
  assert.equal(boundLines(["x".repeat(5000)])[0]?.length, 1001);
});
