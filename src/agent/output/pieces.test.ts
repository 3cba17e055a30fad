import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  asyncProperty,
  assert as assertProperty,
  boolean,
  constantFrom,
  integer,
  oneof,
  array,
  uint8Array,
} from "fast-check";
import type { OutputQuery } from "../../rules/output/read-stream.ts";
import { readOutput } from "./read-output.ts";

const CORPUS = join(import.meta.dirname, "..", "..", "..", "test", "corpus", "output");
const signal = new AbortController().signal;

/** Bytes as commands print them: text of every width, halves of it, escapes, line ends, and anything. */
const output = array(
  oneof(
    constantFrom(
      "a",
      "é",
      "漢",
      "😀",
      "\n",
      "\r\n",
      "\x1b[31m",
      "\x1b]0;t\x07",
      "\x1b",
      "\x1b[",
      "line\n",
    ).map((text) => Buffer.from(text)),
    constantFrom(Buffer.from([0xf0, 0x9f]), Buffer.from([0xc3]), Buffer.from([0x80]), Buffer.from([0xff])),
    uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
  ),
  { maxLength: 60 },
).map((parts) => Buffer.concat(parts));

let dir = "";
let path = "";
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "pieces-"));
  path = join(dir, "output");
});
after(async () => await rm(dir, { recursive: true }));

const read = (query: OutputQuery, isEnded = true) => readOutput({ path, isEnded }, query, signal);

/** All pieces from the start, each by the cursor that the one before gave. */
async function piecesOf(
  query: Omit<OutputQuery, "cursor">,
  isEnded: boolean,
): Promise<{ text: string; next: number }> {
  let [text, cursor] = ["", 0];
  for (;;) {
    const piece = await read({ ...query, cursor }, isEnded);
    assert.equal(piece.start, cursor);
    assert(Buffer.byteLength(piece.text) <= Math.max(query.reply_bytes, 4), "over its cap");
    text += piece.text;
    if (piece.next === piece.total || (!isEnded && piece.next === cursor)) return { text, next: piece.next };
    assert(piece.next > cursor, `stuck at ${cursor}`);
    cursor = piece.next;
  }
}

/** What must hold for any bytes and any size of the pieces. */
async function holds(bytes: Buffer, cap: number, isPlain: boolean): Promise<void> {
  await writeFile(path, bytes);
  const isText = Buffer.from(bytes.toString("utf8")).equals(bytes);
  const { text, next } = await piecesOf({ reply_bytes: cap, strip_ansi: isPlain }, true);
  assert.equal(next, bytes.length);
  if (isText && !isPlain) assert.equal(text, bytes.toString("utf8"));
  const running = await piecesOf({ reply_bytes: cap, strip_ansi: isPlain }, false);
  assert(bytes.length - running.next <= 512);
  if (isText && !isPlain) assert(bytes.toString("utf8").startsWith(running.text));
  const both = await read({ reply_bytes: cap, strip_ansi: isPlain });
  assert(Buffer.byteLength(both.text) <= Math.max(cap, 2 * 4), `${Buffer.byteLength(both.text)} of ${cap}`);
  const { gap } = both;
  if (gap !== null && isText && !isPlain) {
    assert.equal(both.text.slice(0, gap.at), bytes.toString("utf8", 0, gap.start));
    assert.equal(both.text.slice(gap.at), bytes.toString("utf8", gap.start + gap.bytes));
  }
  const tail = await read({ reply_bytes: cap, tail_lines: 3 });
  if (isText) assert(bytes.toString("utf8").endsWith(tail.text));
  assert.equal(tail.next, bytes.length);
  const parts: Buffer[] = [];
  for (let cursor = 0; cursor < bytes.length;) {
    const piece = await read({ cursor, encoding: "base64", reply_bytes: cap });
    parts.push(Buffer.from(piece.text, "base64"));
    cursor = piece.next;
  }
  assert(Buffer.concat(parts).equals(bytes));
}

describe("pieces of output", () => {
  it("are whole, bounded and get on, for any bytes and any size", async () => {
    await assertProperty(asyncProperty(output, integer({ min: 1, max: 64 }), boolean(), holds), {
      numRuns: 150,
    });
  });

  for (const name of readdirSync(CORPUS).toSorted()) {
    it(`of the corpus's ${name} are so too`, async () => {
      const bytes = Buffer.from(readFileSync(join(CORPUS, name), "latin1").replaceAll(/\s/g, ""), "hex");
      for (const cap of [1, 4, 5, 7, 16, 1000])
        for (const isPlain of [true, false]) await holds(bytes, cap, isPlain);
    });
  }
});
