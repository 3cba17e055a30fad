import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import type { CliContext } from "../../src/cli/cli-context.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { runProgram } from "../../src/cli/program.ts";
import { writeCredentials } from "../../src/config/credentials.ts";
import { temporaryDirectory } from "../support/deployment.ts";

const page = readFileSync("docs/clients.md", "utf8");
const commands = [...page.matchAll(/^coder (?<words>exp mcp configure .*)$/gm)].map(
  ({ groups }) => groups?.["words"] ?? "",
);

describe("docs/clients.md", () => {
  test("has commands", () => assert.ok(commands.length > 15));

  for (const command of commands) {
    test(`\`coder ${command}\` works as it stands`, async (t) => {
      const home = await temporaryDirectory({ after: (fn) => t.after(fn) });
      const env = { HOME: home, CODER_CONFIG_DIR: join(home, "coder") };
      await writeCredentials(env.CODER_CONFIG_DIR, { url: "https://coder.example.com", token: "a-token" });
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as CliContext;
      const context = { ...streams, env, signal: t.signal };
      const code = await runProgram(COMMANDS, [...command.split(" "), "--dry-run"], context);
      stdout.end();
      stderr.end();
      const [told, faults] = await Promise.all([text(stdout), text(stderr)]);
      assert.deepEqual([code, faults], [0, ""]);
      assert.match(told, /coder/);
      assert.ok(!told.includes("a-token"));
    });
  }
});
