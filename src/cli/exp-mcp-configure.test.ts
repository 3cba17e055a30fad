import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { after, describe, it } from "node:test";
import { writeCredentials } from "../config/credentials.ts";
import type { CliContext } from "./command.ts";
import { expMcpConfigure } from "./exp-mcp-configure.ts";
import { runProgram } from "./program.ts";

const homes: string[] = [];
after(() => Promise.all(homes.map((home) => rm(home, { recursive: true, force: true }))));

/** Runs the command in the home of a user of Linux who is logged in. */
async function configure(args: readonly string[]) {
  const home = await mkdtemp(join(tmpdir(), "coder-configure-"));
  homes.push(home);
  const configDir = join(home, "coderv2");
  await writeCredentials(configDir, { url: "https://coder.example.com", token: "secret-token" });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const env = { HOME: home, CODER_CONFIG_DIR: configDir };
  const context = { env, stdin: process.stdin, stdout, stderr, signal } as unknown as CliContext;
  const code = await runProgram([expMcpConfigure], ["exp", "mcp", "configure", ...args], context);
  stdout.end();
  stderr.end();
  return { code, home, out: await text(stdout), err: await text(stderr) };
}

describe("coder exp mcp configure", () => {
  it("prints what to enter where a client has no file", async () => {
    const { out, err, code } = await configure(["chatgpt", "--toolsets", "chatgpt"]);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(
      out,
      /MCP server URL {2}https:\/\/coder\.example\.com\/api\/experimental\/mcp\/http\?toolset=chatgpt\n/,
    );
  });

  for (const [url, note] of [
    ["http://coder.example.com", /not served over https/],
    ["https://10.0.0.7", /private network/],
    ["https://[fd00::1]:8443", /private network/],
    ["https://coder.internal", /private network/],
  ] as const) {
    it(`says that ${url} is not reached from the internet`, async () => {
      assert.match((await configure(["claude-web", "--url", url])).err, note);
    });
  }

  it("says where no client is found", async () => {
    const { code, err } = await configure(["--all"]);
    assert.deepEqual([code, err], [0, "No client was found on this machine.\n"]);
  });

  for (const [args, code, message] of [
    [[], 2, /no client is given; accepted are claude-desktop, /],
    [["nano"], 2, /there is no client "nano"; accepted are /],
    [["cursor", "--token"], 2, /--token goes with --remote/],
    [["cursor", "--remote", "--token", "secret"], 2, /too many arguments/],
    [["cursor", "--name", "a b"], 2, /--name: must be 1 to 64 letters/],
    [["cursor", "--scope", "world"], 2, /--scope: must be one of user, project/],
    [["cursor", "--toolsets", "minimul"], 1, /"minimul" is not a toolset/],
    [["cursor", "--workspace-filter", "color:red"], 1, /color/],
    [["cursor", "--remote", "--workspace-filter", "owner:me"], 1, /a remote connection has no filter/],
    [["claude-desktop", "--remote"], 1, /configure claude-web/],
    [["zed", "--remote", "--token"], 1, /cannot refer to a variable/],
    [["roo-code", "--remote"], 1, /add --token/],
  ] as const) {
    it(`refuses ${args.join(" ") || "nothing"}`, async () => {
      const run = await configure(args);
      assert.equal(run.code, code, run.err);
      assert.match(run.err, message);
      assert.deepEqual(await readdir(run.home), ["coderv2"]);
    });
  }
});
