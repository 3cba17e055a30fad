import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import type { CliContext } from "./command.ts";
import { COMMAND_GROUPS } from "./command-groups.ts";
import { COMMANDS } from "./commands.ts";
import { runProgram } from "./program.ts";

async function helpOf(words: readonly string[]): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const context = { env: {}, stdin: process.stdin, stdout, stderr, signal } as unknown as CliContext;
  assert.equal(await runProgram(COMMANDS, [...words, "--help"], context), 0);
  stdout.end();
  stderr.end();
  assert.equal(await text(stderr), "");
  return await text(stdout);
}

describe("every command and every group", () => {
  for (const { words, aliases = [] } of [...COMMANDS, ...COMMAND_GROUPS]) {
    it(`coder ${words.join(" ")} --help has its usage, examples and exit codes`, async () => {
      const help = await helpOf(words);
      assert.match(
        help,
        new RegExp(`^Usage: coder ${[words.join(" "), ...aliases].join("\\|")} \\[options\\]`),
      );
      assert.match(help, /Examples:\n {2}\$ /);
      assert.match(help, /Exit codes:\n {2}0 /);
    });
  }
});
