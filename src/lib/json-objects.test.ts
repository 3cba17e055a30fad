import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { jsonObjects } from "./json-objects.ts";

async function read(chunks: readonly Uint8Array[], maxBytes = 1024): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const object of jsonObjects(Readable.from(chunks), maxBytes)) found.push(object);
  return found;
}

const TEXT = '{"data":"a{\\"}\\\\"} {"data":"äß€😀","width":80}\n{"a":{"b":[{}]}}{}';
const OBJECTS = [{ data: 'a{"}\\' }, { data: "äß€😀", width: 80 }, { a: { b: [{}] } }, {}];

test("objects are found wherever the chunks are cut", async () => {
  const bytes = Buffer.from(TEXT);
  assert.deepEqual(await read([bytes]), OBJECTS);
  assert.deepEqual(await read([...bytes].map((byte) => Uint8Array.of(byte))), OBJECTS);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    assert.deepEqual(await read([bytes.subarray(0, cut), bytes.subarray(cut)]), OBJECTS);
  }
});

for (const [name, text] of [
  ["another value", '{} "text"'],
  ["an array", "[]"],
  ["half an object", '{"a":1'],
  ["what only looks like an object", "{a}"],
] as const) {
  test(`${name} is refused`, async () => {
    await assert.rejects(read([Buffer.from(text)]), SyntaxError);
  });
}

test("an object that never ends is refused before it takes the memory", async () => {
  await assert.rejects(read([Buffer.from(`{"data":"${"x".repeat(2000)}`)]), /more than 1024 bytes/);
});
