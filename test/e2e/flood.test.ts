import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ExecutionReply } from "../../src/wire/agent-api.ts";
import { deleteAllWorkspaces } from "../support/delete-all-workspaces.ts";
import { closeInReverse, temporaryDirectory } from "../support/deployment.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { startServer } from "../support/server-process.ts";

/**
 * The long run: `CODER_FLOOD_BYTES=1000000000 node --test --test-global-setup=./test/support/database.ts
 * test/e2e/flood.test.ts`, which also holds how long other calls take. Only on a machine with nothing else to do.
 */
const LONG = process.env["CODER_FLOOD_BYTES"];
const BYTES = Number(LONG ?? 20_000_000);
const LINE = "0123456789abcdef\n";
const CALLS = LONG === undefined ? 50 : 200;
const MAX_GROWTH = 30 * 1024 * 1024;
const MAX_LATER_MS = 20;

const closing = closeInReverse({ after });
const postgresUrl = await freshDatabase({ after: closing });
const server = await startServer({ configDir: await temporaryDirectory({ after: closing }), postgresUrl });
closing(async () => {
  await deleteAllWorkspaces(server);
  await server.end("SIGTERM");
});
const mcp = await connectMcp({ after: closing }, server);
const workspace = "dev";

before(async () => {
  await mcp.ok("create_workspace", { name: workspace, template: "local" });
});

/** The agent is the parent of the shell that a command's own shell was started by. */
const AGENT_RSS = "grep VmRSS /proc/$(ps -o ppid= -p $PPID | tr -d ' ')/status";
const rssIn = (text: string): number => Number(/VmRSS:\s*(\d+) kB/.exec(text)?.[1]) * 1024;
const agentRss = async () =>
  rssIn((await mcp.ok("execute_command", { workspace, command: AGENT_RSS })).data.output);
const serverRss = () => rssIn(readFileSync(`/proc/${server.pid}/status`, "utf8"));

async function callMs(): Promise<number> {
  const begin = performance.now();
  await mcp.ok("list_directory", { workspace, path: "~" });
  return performance.now() - begin;
}

const p99 = (samples: readonly number[]): number =>
  samples.toSorted((a, b) => a - b)[Math.floor(samples.length * 0.99)] ?? 0;

test("a flood is saved whole, while memory, replies and other calls stay as they are", async (t) => {
  for (let i = 0; i < CALLS; i++) await callMs();
  const calm: number[] = [];
  for (let i = 0; i < CALLS; i++) calm.push(await callMs());
  const [agentBefore, serverBefore] = [await agentRss(), serverRss()];

  const command = `yes ${LINE.trim()} | head -c ${BYTES}; exit 3`;
  const started = await mcp.ok("execute_command", { workspace, command, background: true });
  const { execution_id } = started.data;
  const busy: number[] = [];
  let [agentPeak, serverPeak, running] = [agentBefore, serverBefore, true];
  while (running) {
    for (let i = 0; i < 5; i++) busy.push(await callMs());
    const { data, text } = await mcp.ok("get_command_output", { workspace, execution_id, wait_seconds: 0 });
    assert(Buffer.byteLength(data.output) <= 16 * 1024);
    assert(Buffer.byteLength(text) <= 17 * 1024);
    agentPeak = Math.max(agentPeak, await agentRss());
    serverPeak = Math.max(serverPeak, serverRss());
    running = data.running;
  }
  const { data } = await mcp.ok("get_command_output", { workspace, execution_id });
  assert.deepEqual([data.exit_code, data.total_bytes], [3, BYTES]);
  const grown = [agentPeak - agentBefore, serverPeak - serverBefore];
  t.diagnostic(
    `RSS of agent and server grew by ${grown.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(" and ")} MiB`,
  );
  t.diagnostic(
    `p99 of list_directory: ${p99(calm).toFixed(1)} ms before, ${p99(busy).toFixed(1)} ms meanwhile`,
  );
  for (const bytes of grown) assert(bytes <= MAX_GROWTH, `grew by ${bytes} bytes`);
  await isWhole(execution_id);
  if (LONG !== undefined) assert(p99(busy) <= p99(calm) + MAX_LATER_MS);
});

/** Reads all of it by cursor, and compares it with what was printed. */
async function isWhole(executionId: string): Promise<void> {
  const { data } = await mcp.ok("get_workspace_status", { workspace });
  const base = `${server.url}/api/v2/workspaceagents/${data.agents[0].id}/executions/${executionId}/output`;
  const read = createHash("sha256");
  for (let cursor = 0; cursor < BYTES;) {
    const url = `${base}?cursor=${cursor}&reply_bytes=${1024 * 1024}`;
    const response = await fetch(url, { headers: { "Coder-Session-Token": server.token } });
    const { output } = ExecutionReply.parse(await response.json());
    assert(output.next > cursor);
    read.update(output.text);
    cursor = output.next;
  }
  const printed = createHash("sha256");
  const block = LINE.repeat(10_000);
  for (let left = BYTES; left > 0; left -= block.length) printed.update(block.slice(0, left));
  assert.equal(read.digest("hex"), printed.digest("hex"));
}
