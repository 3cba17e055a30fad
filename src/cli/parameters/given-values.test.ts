import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { AppError } from "../../wire/errors.ts";
import { temporaryDirectory } from "../../../test/support/deployment.ts";
import { pairsOf, valuesInFile } from "./given-values.ts";

const refusal = (pattern: RegExp) => (error: unknown) =>
  error instanceof AppError && error.code === "invalid" && pattern.test(error.message);

describe("given values", () => {
  it("are split at the first equals sign", () => {
    const pairs = pairsOf("parameter", ["a=1", "b=x=y", "c="]);
    assert.deepEqual(
      [...pairs],
      [
        ["a", "1"],
        ["b", "x=y"],
        ["c", ""],
      ],
    );
    for (const text of ["a", "=1", ""]) {
      assert.throws(() => pairsOf("parameter", [text]), refusal(/^--parameter: ".*" must be name=value$/));
    }
  });

  it("come from a YAML file in the forms of parameters", async (t) => {
    const path = join(await temporaryDirectory(t), "values.yaml");
    await writeFile(path, "text: a\nnumber: 3\nyes: true\nlist: [a, b]\n");
    assert.deepEqual(Object.fromEntries(await valuesInFile(path)), {
      text: "a",
      number: "3",
      yes: "true",
      list: '["a","b"]',
    });
    await writeFile(path, "");
    assert.equal((await valuesInFile(path)).size, 0);
  });

  it("of a file that is none are refused with its path", async (t) => {
    const path = join(await temporaryDirectory(t), "values.yaml");
    await assert.rejects(valuesInFile(path), refusal(/^--rich-parameter-file: \S+ cannot be read/));
    for (const [text, pattern] of [
      ["a: [", /is not YAML/],
      ["- a", /must have a line `name: value`/],
      ["a: { b: 1 }", /has for "a" neither a text/],
      ["a: [1]", /has for "a" neither a text/],
    ] as const) {
      await writeFile(path, text);
      await assert.rejects(valuesInFile(path), refusal(pattern), text);
    }
  });
});
