import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { openWorkspace } from "../../support.test.ts";

const numRuns = Number(process.env["PROPERTY_RUNS"] ?? 60);

const lineEnd = fc.constantFrom("\n", "\r\n", "\r", "");
const lines = fc
  .array(fc.tuple(fc.string({ unit: "binary", maxLength: 8 }), lineEnd), { maxLength: 12 })
  .map((parts) =>
    parts
      .flat()
      .join("")
      .replaceAll(/[\0\uFEFF◆]/g, ""),
  );
/** What stands before and after the searched text, and what comes in its place. */
const CORPUS: readonly Record<"why" | "before" | "after" | "replace", string>[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../test/corpus/edits.json"), "utf8"),
);

describe("any edit", () => {
  it("changes the searched text and no other byte", async () => {
    await using workspace = await openWorkspace();
    const path = join(workspace.home, "file");
    const word = fc
      .string({ unit: "grapheme", maxLength: 6 })
      .map((text) => text.replaceAll(/[\0\r\n◆]/g, ""));
    await fc.assert(
      fc.asyncProperty(lines, lines, word, fc.boolean(), async (before, after, replace, marked) => {
        const mark = marked ? "\uFEFF" : "";
        await writeFile(path, `${mark}${before}◆${after}`);
        await workspace.client.json("POST", "/files/edits", {
          files: [{ path, edits: [{ search: "◆", replace }] }],
        });
        assert.equal(await readFile(path, "utf8"), `${mark}${before}${replace}${after}`);
      }),
      {
        numRuns,
        examples: CORPUS.flatMap(({ before, after, replace }) =>
          [true, false].map((marked): [string, string, string, boolean] => [before, after, replace, marked]),
        ),
      },
    );
  });

  it("is told by a diff that makes the new text of the old one", async () => {
    await using workspace = await openWorkspace();
    const path = join(workspace.home, "file");
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 40 })
      .map((words) => words.join("\n"));
    await fc.assert(
      fc.asyncProperty(text, text, async (old, replaced) => {
        await writeFile(path, old);
        const { files } = await workspace.client.json("POST", "/files/edits", {
          files: [{ path, edits: [{ search: old, replace: replaced }] }],
          include_diff: true,
        });
        assert.equal(await readFile(path, "utf8"), replaced);
        assert.equal(patch(old, files[0].diff), replaced);
      }),
      { numRuns },
    );
  });
});

/** Applies a unified diff, checking that its context is the text's. */
function patch(text: string, diff: string): string {
  const olds = text.split("\n").map((line, index, all) => (index < all.length - 1 ? `${line}\n` : line));
  const result: string[] = [];
  let at = 0;
  for (const [hunk] of diff.matchAll(/@@ -[^]*?(?=@@ -|$)/g)) {
    const [head = "", ...body] = hunk.split("\n");
    const [, start = "", length = ""] = /^@@ -(\d+),(\d+)/.exec(head) ?? [];
    const begin = Number(start) - (length === "0" ? 0 : 1);
    result.push(...olds.slice(at, begin));
    at = begin;
    for (const [index, line] of body.entries()) {
      if (line === "" || line.startsWith("\\")) continue;
      const content = body[index + 1]?.startsWith("\\") === true ? line.slice(1) : `${line.slice(1)}\n`;
      if (!line.startsWith("+")) assert.equal(olds[at++], content);
      if (!line.startsWith("-")) result.push(content);
    }
  }
  return [...result, ...olds.slice(at)].join("");
}
