import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { it } from "node:test";
import type { TestContext } from "node:test";
import { readAgentConfig } from "./agent-config.ts";

const never = new AbortController().signal;

it("reads the file that is there, and leaves stdin alone", async (t) => {
  const file = await place(t);
  await writeFile(file, JSON.stringify({ CODER_AGENT_URL: "http://x", ODD: 1 }));
  const config = await readAgentConfig(file, () => assert.fail("stdin was opened"), never);
  assert.deepEqual(config, { CODER_AGENT_URL: "http://x" });
});

it("waits for a word when the file is not there", async (t) => {
  const file = await place(t);
  const stdin = new PassThrough();
  const waiting = readAgentConfig(file, () => stdin, never);
  await writeFile(file, '{"CODER_AGENT_URL":"http://y"}');
  stdin.write("\n");
  assert.deepEqual(await waiting, { CODER_AGENT_URL: "http://y" });
  assert.ok(stdin.destroyed);
});

it("gives up when stdin ends without a file, and when it is told to end", async (t) => {
  const file = await place(t);
  const stdin = new PassThrough();
  stdin.end();
  assert.equal(await readAgentConfig(file, () => stdin.resume(), never), undefined);
  const stop = new AbortController();
  const waiting = readAgentConfig(file, () => new PassThrough(), stop.signal);
  stop.abort();
  assert.equal(await waiting, undefined);
});

it("names a file that it cannot read", async (t) => {
  const file = await place(t);
  await writeFile(file, "{");
  await assert.rejects(
    readAgentConfig(file, () => new PassThrough(), never),
    /CODER_AGENT_CONFIG_FILE: .*main\.json/,
  );
});

async function place(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "agent-config-test-"));
  t.after(() => rm(dir, { recursive: true }));
  return join(dir, "main.json");
}
