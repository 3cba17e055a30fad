import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { deleteAllWorkspaces } from "../support/delete-all-workspaces.ts";
import { closeInReverse, temporaryDirectory } from "../support/deployment.ts";
import { connectMcp, type McpClient } from "../support/mcp-client.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";
import { until } from "../support/until.ts";

// Twenty commands print numbered lines while everything around them is killed, one after the other.
const closing = closeInReverse({ after });
const configDir = await temporaryDirectory({ after: closing });
let server: ServerProcess = await startServer({ configDir });
closing(async () => {
  await deleteAllWorkspaces(server);
  await server.end("SIGTERM");
});
let mcp: McpClient = await connectMcp({ after: closing }, server);

interface Followed {
  readonly id: string;
  readonly number: number;
  cursor: number;
  text: string;
}

const workspace = "dev";
const followed: Followed[] = [];
const requestOf = (number: number) => ({
  workspace,
  command: `echo ${number} >> ~/starts; n=0; while [ ! -e ~/stop ]; do n=$((n+1)); echo "${number}: line $n"; sleep 0.2; done; echo "$n in all"; exit ${number}`,
  idempotency_key: `twenty-${number}`,
  background: true,
});

before(async () => {
  await mcp.ok("create_workspace", { name: workspace, template: "local" });
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
  const started = await Promise.all(numbers.map((number) => mcp.ok("execute_command", requestOf(number))));
  for (const [index, { data }] of started.entries())
    followed.push({ id: data.execution_id, number: index + 1, cursor: 0, text: "" });
});

/** Reads on where the last reading ended. */
async function readOn(one: Followed, options: object = {}) {
  const args = { workspace, execution_id: one.id, cursor: one.cursor, wait_seconds: 0, ...options };
  const { data } = await mcp.ok("get_command_output", args);
  one.text += data.output;
  one.cursor = data.cursor;
  return data;
}

/** Until each command has printed more than it had when this was called. */
async function allGoOn(): Promise<void> {
  await until(
    "the workspace answers",
    async () => !(await mcp.call("list_processes", { workspace, limit: 1 })).isError,
    30_000,
  );
  await Promise.all(followed.map((one) => readOn(one)));
  const heard = followed.map(({ cursor }) => cursor);
  await Promise.all(followed.map((one) => readOn(one, { wait_for: "output", wait_seconds: 20 })));
  for (const [index, one] of followed.entries())
    assert(one.cursor > (heard[index] ?? 0), `${one.number} stopped`);
}

test("the stdio server is killed", async () => {
  await allGoOn();
  process.kill(mcp.pid, "SIGKILL");
  mcp = await connectMcp({ after: closing }, server);
  await allGoOn();
});

test("the agent is killed, and its successor takes the commands up", async () => {
  const agentPid = async () => {
    const args = { workspace, command: "ps -o ppid= -p $PPID | tr -d ' '" };
    return String((await mcp.call("execute_command", args)).data.output);
  };
  const killed = await agentPid();
  await mcp.call("execute_command", { workspace, command: `kill -KILL ${killed}`, wait_seconds: 0 });
  await until("another agent serves", async () => {
    const pid = await agentPid();
    return /^\d+\n$/.test(pid) && pid !== killed;
  });
  await allGoOn();
});

/** Of the embedded database. */
function pidOf(): number | undefined {
  const [file] = globSync(join(configDir, "postgres", "**", "postmaster.pid"));
  return file === undefined ? undefined : Number.parseInt(readFileSync(file, "utf8"), 10);
}

test("the database is killed", async () => {
  const killed = pidOf();
  assert(killed !== undefined);
  process.kill(killed, "SIGKILL");
  await until("another database serves", () => pidOf() !== undefined && pidOf() !== killed, 30_000);
  await allGoOn();
});

test("the deployment is killed", async () => {
  await server.end("SIGKILL");
  server = await startServer({ configDir, port: server.port });
  await allGoOn();
});

test("a key gives the first execution again, marked, and refuses another command", async () => {
  const again = await mcp.ok("execute_command", requestOf(7));
  assert.deepEqual([again.data.execution_id, again.data.replayed], [followed[6]?.id, true]);
  const other = await mcp.fails("execute_command", { ...requestOf(7), command: "true" });
  assert.equal(other.data.code, "conflict");
});

test("each command has run once, its output is whole and its exit code right", async () => {
  await mcp.ok("execute_command", { workspace, command: "touch ~/stop" });
  for (const one of followed) {
    let data = await readOn(one, { wait_seconds: 20 });
    while (one.cursor < data.total_bytes) data = await readOn(one);
    assert.deepEqual([data.state, data.exit_code], ["exited", one.number]);
    const lines = one.text.trimEnd().split("\n");
    const count = Number.parseInt(lines.pop() ?? "", 10);
    assert.deepEqual(
      lines,
      Array.from({ length: count }, (_, index) => `${one.number}: line ${index + 1}`),
    );
  }
  const { data } = await mcp.ok("read_file", { workspace, path: "~/starts" });
  const starts = String(data.content).trim().split("\n").map(Number);
  assert.deepEqual(
    starts.toSorted((a, b) => a - b),
    followed.map(({ number }) => number),
  );
});
