import assert from "node:assert/strict";
import { it } from "node:test";
import { ripgrepPath } from "../../lib/ripgrep-path.ts";
import { ProcessList } from "../../wire/agent-api.ts";
import { openWorkspace } from "../support.test.ts";

it("lists the processes of executions, their daemons too, and nothing that runs the workspace itself", async () => {
  await using workspace = await openWorkspace();
  const { client } = workspace;
  const name = `100${process.pid}`;
  const { execution } = await client.exec({
    command: `(setsid sleep ${name}1 &); sleep ${name}2`,
    keep_stdin: true,
    wait_ms: 0,
  });
  await client.json("POST", `/executions/${execution.id}/stdin`, { data: "x" });
  const deadline = performance.now() + 5000;
  let mine: readonly string[] = [];
  let pids: readonly number[] = [];
  while (mine.length < 2 && performance.now() < deadline) {
    const { processes } = ProcessList.parse(await client.json("GET", "/processes"));
    pids = processes.map(({ pid }) => pid);
    const found = processes.filter((row) => row.execution_id === execution.id);
    mine = found.map(({ command }) => command).filter((command) => command.startsWith(`sleep ${name}`));
    assert.deepEqual(
      found.filter(({ command, pid }) => command.startsWith("sleep 2147") || pid === execution.pid),
      [],
    );
  }
  assert.deepEqual(mine.toSorted(), [`sleep ${name}1`, `sleep ${name}2`]);
  for (const hidden of [1, process.pid, process.ppid]) assert(!pids.includes(hidden), String(hidden));
  await client.json("POST", `/executions/${execution.id}/signal`, { signal: "SIGKILL" });
});

const skip = ripgrepPath() === undefined ? "ripgrep has no package for this platform" : false;

it("does not list the agent's own search, and lists a command's", { skip }, async () => {
  await using workspace = await openWorkspace();
  const { client } = workspace;
  const { execution } = await client.exec({
    command: `exec ${ripgrepPath()} mine -`,
    keep_stdin: true,
    wait_ms: 0,
  });
  const searching = client.json("GET", "/files/find?path=/proc&content=nothing-has-this&timeout_ms=3000");
  let seen = false;
  const search = { over: false };
  void searching.then(() => (search.over = true));
  while (!search.over) {
    const { processes } = ProcessList.parse(await client.json("GET", "/processes"));
    const listed = processes.filter(({ execution_id: id }) => id === null).map(({ command }) => command);
    assert.deepEqual(
      listed.filter((command) => command.includes("nothing-has-this")),
      [],
    );
    seen ||= processes.some(({ execution_id: id, command }) => id === execution.id && / mine /.test(command));
  }
  assert(seen, "the command's own search is listed");
  await client.json("POST", `/executions/${execution.id}/signal`, { signal: "SIGKILL" });
});
