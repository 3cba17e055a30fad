import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { SUPERVISOR_SCRIPT } from "./supervisor-script.ts";

async function supervise(
  agent: string,
  body: (logs: string, code: number) => Promise<void>,
  config = ".",
): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), "supervisor-test-"));
  const words = [
    "-c",
    SUPERVISOR_SCRIPT,
    "supervisor",
    logs,
    "main",
    join(logs, config),
    "/bin/sh",
    "-c",
    agent,
  ];
  const child = spawn("/bin/sh", words, {
    cwd: logs,
    stdio: ["ignore", "ignore", "inherit", "pipe", "pipe"],
  });
  const [code] = await once(child, "exit");
  await body(logs, Number(code));
  await rm(logs, { recursive: true });
}

it("starts an agent again until it ends well, and says how it ended", () =>
  supervise("test -f again && exit 0; : >again; echo hello; exit 3", async (logs, code) => {
    assert.equal(code, 0);
    const text = await readFile(join(logs, "main.log"), "utf8");
    assert.equal(text, "hello\nthe agent ended with code 3 and starts again in 0 s\n");
  }));

it("puts a long log aside before it starts an agent again", () =>
  supervise("test -f again && exit 0; : >again; yes | head -c 262145; exit 3", async (logs) => {
    assert.deepEqual((await readdir(logs)).toSorted(), ["again", "main.log", "main.log.1"]);
    assert.equal((await stat(join(logs, "main.log.1"))).size, 262_145);
    assert.match(await readFile(join(logs, "main.log"), "utf8"), /^the agent ended with code 3/);
  }));

it("ends with an agent that dies before it has a configuration", () =>
  supervise(
    "exit 3",
    async (logs, code) => {
      assert.equal(code, 3);
      assert.equal(await readFile(join(logs, "main.log"), "utf8"), "");
    },
    "none",
  ));
