import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import * as fc from "fast-check";
import { quote } from "../../../rules/shell-word.ts";
import { bootCommand, resync, typedProgram } from "./boot.ts";

const MARK = "5eed";

async function typed(input: string): Promise<string> {
  const child = spawn("/bin/sh", ["-c", bootCommand(MARK)], { stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(input);
  return await text(child.stdout);
}

test("any program runs as it is, whatever its lines begin with where they are cut", async () => {
  const anyText = fc.array(
    fc.constantFrom("=", "<", ">", ":", "\\", "'", "\n", "é", "\x04", "a ", "$(x)", "%"),
    {
      maxLength: 3000,
    },
  );
  await fc.assert(
    fc.asyncProperty(anyText, async (parts) => {
      const word = parts.join("");
      const printed = await typed(typedProgram(`printf %s ${quote(word)}`));
      assert.equal(printed.replace(/^\[5eed hello \d+\]/, ""), word);
    }),
    { numRuns: 30 },
  );
});

test("a program of which lines are missing or strange does not run, and the next one does", async () => {
  const program = typedProgram("echo ran");
  const lines = program.split("\n");
  const cut = [...lines.slice(0, 1), ...lines.slice(2)].join("\n");
  const mixed = [...lines.slice(0, 2), ":bG9zdA", ...lines.slice(2)].join("\n");
  const printed = await typed(
    `${cut}${mixed}${program.slice(0, 9)}${resync("w1")}${typedProgram("echo next")}`,
  );
  assert.match(printed, /^\[5eed hello \d+\]\[5eed ! !\]\[5eed ! !\]\[5eed = w1\]next\n$/);
});
