import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { programsOnPath } from "../../lib/programs-on-path.ts";
import { fileDiff } from "./file-diff.ts";

describe("fileDiff", () => {
  it("is empty where nothing changes", () => assert.equal(fileDiff("f", "a\n", "a\n"), ""));

  it("shows three lines around a change", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    const diff = fileDiff("f", before, before.replace("5\n", "five\nsix\n"));
    assert.equal(diff, "--- f\n+++ f\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+six\n 6\n 7\n 8\n");
  });

  it("shows a file that comes and one that goes", () => {
    assert.equal(fileDiff("f", undefined, "a\n"), "--- /dev/null\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
    assert.equal(
      fileDiff("f", "a", undefined),
      "--- f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n\\ No newline at end of file\n",
    );
  });

  const [patch] = programsOnPath("patch", "/usr/bin:/bin");
  it("is what patch takes", { skip: patch === undefined ? "there is no patch" : false }, () => {
    const dir = mkdtempSync(join(tmpdir(), "coder-diff-"));
    const file = join(dir, "f");
    const lines = fc.array(fc.constantFrom("a\n", "b\n", "{\n", "\n"), { maxLength: 30 });
    const end = fc.constantFrom("", "end");
    try {
      fc.assert(
        fc.property(lines, lines, end, (one, other, tail) => {
          const [before, after] = [one.join("") + tail, other.join("")];
          fc.pre(before !== "" && after !== "" && before !== after);
          writeFileSync(file, before);
          execFileSync(patch ?? "", ["--quiet", file], { input: fileDiff("f", before, after) });
          assert.equal(readFileSync(file, "utf8"), after);
        }),
        { numRuns: 100 },
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
