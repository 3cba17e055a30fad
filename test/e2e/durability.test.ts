import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { deleteAllWorkspaces } from "../support/delete-all-workspaces.ts";
import { closeInReverse, temporaryDirectory } from "../support/deployment.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { connectMcp, type McpClient } from "../support/mcp-client.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";
import { until } from "../support/until.ts";

// An external database, which lives on while servers are killed.
const closing = closeInReverse({ after });
const postgresUrl = await freshDatabase({ after: closing });
const configDir = await temporaryDirectory({ after: closing });
let server: ServerProcess = await startServer({ configDir, postgresUrl });
closing(async () => {
  await deleteAllWorkspaces(server);
  await server.end("SIGTERM");
});
const mcp: McpClient = await connectMcp({ after: closing }, server);

before(async () => {
  await mcp.ok("create_workspace", { name: "dev", template: "local" });
});

async function restartServer(): Promise<void> {
  await server.end("SIGKILL");
  server = await startServer({ configDir, postgresUrl, port: server.port });
}

/** Until its agent has come back, a workspace answers `unavailable`. */
const reachable = async (): Promise<unknown> =>
  await until("the agent has come back", async () => {
    const { isError, data } = await mcp.call("list_processes", { workspace: "dev", limit: 1 });
    if (isError) assert.equal(data.code, "unavailable");
    return !isError;
  });

/** Numbered lines, some every tenth of a second, to an end that only this test asks for. */
const COUNT = "i=0; while [ ! -e ~/stop ]; do i=$((i+1)); echo line $i; sleep 0.01; done; echo total $i";

async function wholeOutput(executionId: string): Promise<string> {
  let [text, cursor] = ["", 0];
  for (;;) {
    const args = { workspace: "dev", execution_id: executionId, cursor };
    const { data } = await mcp.ok("get_command_output", args);
    text += data.output.slice(0, data.gap?.at ?? undefined);
    cursor = data.gap?.start ?? data.cursor;
    if (cursor === data.total_bytes && !data.running) return text;
  }
}

test("commands outlive a killed server, the agent comes back, and no byte of output is lost", async () => {
  const started = await mcp.ok("execute_command", { workspace: "dev", command: COUNT, background: true });
  const { execution_id: id } = started.data;
  const bytes = async () =>
    (await mcp.ok("get_command_output", { workspace: "dev", execution_id: id, wait_seconds: 0 })).data
      .total_bytes;
  const early = await until("there is output", async () => (await bytes()) || undefined);
  await restartServer();
  await reachable();
  assert((await bytes()) > early, "the command did not go on");
  await mcp.ok("execute_command", { workspace: "dev", command: "touch ~/stop" });
  const lines = (await wholeOutput(id)).trimEnd().split("\n");
  const count = Number(lines.pop()?.replace("total ", ""));
  assert.deepEqual(
    lines,
    Array.from({ length: count }, (_, index) => `line ${index + 1}`),
  );
});

test("a call that waits while the server is killed is answered or says what to do, and its key does not run it again", async () => {
  const request = { workspace: "dev", command: "echo ran >> ~/runs; cat ~/hold", idempotency_key: "once" };
  await mcp.ok("execute_command", { workspace: "dev", command: "mkfifo ~/hold" });
  const waiting = mcp.call("execute_command", request);
  await until("the command runs", async () => {
    const { data } = await mcp.call("read_file", { workspace: "dev", path: "~/runs" });
    return data.content === "ran";
  });
  await restartServer();
  await reachable();
  await mcp.ok("execute_command", { workspace: "dev", command: "echo let go > ~/hold" });
  const first = await waiting;
  if (first.isError) assert.equal(first.data.retryable, true, first.text);
  const again = await mcp.ok("execute_command", request);
  assert.equal(again.data.output, "let go\n");
  const runs = await mcp.ok("read_file", { workspace: "dev", path: "~/runs" });
  assert.equal(runs.data.total_lines, 1);
});

test("commands outlive a killed stdio server, and the next one reads their output", async () => {
  const other = await connectMcp({ after: closing }, server);
  await other.ok("execute_command", { workspace: "dev", command: "mkfifo ~/release" });
  const { data } = await other.ok("execute_command", {
    workspace: "dev",
    command: "head -c 300000 /dev/urandom | base64 -w 100 | tee ~/copy; cat ~/release",
    background: true,
  });
  process.kill(other.pid, "SIGKILL");
  const next = await connectMcp({ after: closing }, server);
  await next.ok("execute_command", { workspace: "dev", command: "echo end > ~/release" });
  const { id } = (await next.ok("get_workspace_status", { workspace: "dev" })).data;
  const printed = await wholeOutput(data.execution_id);
  const copy = await readFile(join(configDir, "workspaces", id, "home", "copy"), "utf8");
  assert.equal(copy.length, 404_000);
  assert(printed === `${copy}end\n`, "the output is not what the command printed");
});

/** The agent is the parent of the shell that a command's own shell was started by. */
const AGENT_PID = "ps -o ppid= -p $PPID | tr -d ' '";

test("commands outlive a killed agent, and are taken up again by the next", async () => {
  const { data: command } = await mcp.ok("execute_command", {
    workspace: "dev",
    command: "echo before; mkfifo ~/wake; cat ~/wake; echo after; exit 7",
    background: true,
  });
  await until("the command waits", async () =>
    (await mcp.ok("list_directory", { workspace: "dev" })).data.entries.some(
      ({ path }: { path: string }) => path === "wake",
    ),
  );
  const agentPid = async () =>
    (await mcp.call("execute_command", { workspace: "dev", command: AGENT_PID })).data.output;
  const killed = await agentPid();
  assert.match(killed, /^\d+\n$/);
  await mcp.call("execute_command", { workspace: "dev", command: `kill -KILL ${killed}`, wait_seconds: 0 });
  await until("another agent serves", async () => {
    const pid = await agentPid();
    return /^\d+\n$/.test(pid) && pid !== killed;
  });
  await mcp.ok("execute_command", { workspace: "dev", command: "echo woken > ~/wake" });
  const { data } = await mcp.ok("get_command_output", {
    workspace: "dev",
    execution_id: command.execution_id,
  });
  assert.equal(data.output, "before\nwoken\nafter\n");
  assert.equal(data.exit_code, 7);
  assert.equal(data.state, "exited");
});
