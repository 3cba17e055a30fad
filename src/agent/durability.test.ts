import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { assert as assertProperty, asyncProperty, integer, string } from "fast-check";
import { AgentClient, createDeployment, openWorkspace } from "./support.test.ts";
import { readOutput } from "./output/read-output.ts";
import { writeFile } from "node:fs/promises";

const ENTRY = fileURLToPath(new URL("entry.ts", import.meta.url));

it("keeps a command over the agent's kill -9, byte by byte and with its exit code", async () => {
  const home = await mkdtemp(join(tmpdir(), "durable-"));
  await using deployment = await createDeployment();
  const launch = () =>
    spawn(process.execPath, [ENTRY], {
      env: {
        PATH: process.env["PATH"],
        HOME: home,
        CODER_AGENT_URL: deployment.url,
        CODER_AGENT_TOKEN: deployment.token,
      },
      stdio: ["ignore", "ignore", "ignore"],
    });
  const first = launch();
  let client = new AgentClient(await deployment.nextTunnel());
  const command = `i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo line $i; [ $i = 20 ] && until [ -e "$HOME/go" ]; do sleep 0.02; done; done; exit 7`;
  const started = await client.exec({ command, wait_ms: 0, idempotency_key: "once" });
  const { id } = started.execution;
  const before = await client.output(id, { cursor: 0, wait_for: "output", wait_ms: 5000 });
  first.kill("SIGKILL");
  await once(first, "exit");
  const second = launch();
  client = new AgentClient(await deployment.nextTunnel());
  const replay = await client.exec({ command, wait_ms: 0, idempotency_key: "once" });
  assert.deepEqual([replay.replayed, replay.execution.id, replay.execution.state], [true, id, "running"]);
  await writeFile(join(home, "go"), "");
  const rest = await client.output(id, { cursor: before.output.next, wait_ms: 10_000 });
  const expected = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`).join("");
  assert.equal(before.output.text + rest.output.text, expected);
  assert.deepEqual([rest.execution.state, rest.execution.exit_code], ["exited", 7]);
  second.kill("SIGTERM");
  await once(second, "exit");
  await rm(home, { recursive: true, force: true });
});

it("reads any output in pieces of any size to the same text, and never splits a character", async () => {
  const dir = await mkdtemp(join(tmpdir(), "pieces-"));
  const path = join(dir, "output");
  const signal = new AbortController().signal;
  await assertProperty(
    asyncProperty(
      string({ unit: "binary", maxLength: 200 }),
      integer({ min: 1, max: 40 }),
      async (text, cap) => {
        const whole = Buffer.from(text, "utf8").toString("utf8");
        await writeFile(path, whole);
        let cursor = 0;
        let read = "";
        for (;;) {
          const piece = await readOutput({ path, isEnded: true }, { cursor, reply_bytes: cap }, signal);
          read += piece.text;
          if (piece.next >= piece.total) break;
          assert(piece.next > cursor);
          cursor = piece.next;
        }
        assert.equal(read, whole);
      },
    ),
    { numRuns: 25 },
  );
  await rm(dir, { recursive: true });
});

it("saves a flood of 100 MB without holding it", async () => {
  await using workspace = await openWorkspace();
  const before = process.memoryUsage().rss;
  const { execution, output } = await workspace.client.exec({
    command: "yes 0123456789 | head -c 100000000",
  });
  assert.equal(execution.output_bytes, 100_000_000);
  assert(output.gap !== null);
  assert(process.memoryUsage().rss - before < 50_000_000);
});
