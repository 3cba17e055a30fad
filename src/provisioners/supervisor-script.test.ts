import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { SUPERVISOR_SCRIPT } from "./supervisor-script.ts";

async function supervise(agent: string, body: (logs: string, code: number) => Promise<void>): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), "supervisor-test-"));
  const words = ["-c", SUPERVISOR_SCRIPT, "supervisor", logs, "main", "/bin/sh", "-c", agent];
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
    await until(async () => {
      const text = await readFile(join(logs, "main.log"), "utf8");
      assert.equal(text, "hello\nthe agent ended with code 3 and starts again in 0 s\n");
    });
  }));

it("keeps only the last of an agent's words", () =>
  supervise("yes 0123456789012345678901234567890123456789 | head -c 700000; echo last", async (logs) => {
    await until(async () => {
      const names = (await readdir(logs)).toSorted();
      assert.deepEqual(names, ["main.log", "main.log.1"]);
      assert.match(await readFile(join(logs, "main.log"), "utf8"), /last\n$/);
    });
    for (const name of ["main.log", "main.log.1"]) {
      assert.ok((await stat(join(logs, name))).size < 300_000, name);
    }
  }));

/** The log is written behind the agent's back, so its end may come after the supervisor's. */
async function until(check: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + 20_000; ;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
