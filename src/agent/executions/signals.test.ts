import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openWorkspace } from "../support.test.ts";
import type { Workspace } from "../support.test.ts";
import { until } from "../../../test/support/until.ts";

const skip = process.platform === "linux" ? false : "reads /proc";

/** Starts a command that prints a line once it stands, and returns its id. */
async function started({ client }: Workspace, command: string): Promise<string> {
  const { execution } = await client.exec({ command, wait_ms: 0 });
  await client.output(execution.id, { wait_for: "output", wait_ms: 10_000 });
  return execution.id;
}

const processesOf = async (
  { client }: Workspace,
  id: string,
): Promise<{ pid: number; command: string }[]> => {
  const { processes } = await client.json("GET", "/processes");
  return processes.filter((row: { execution_id: string }) => row.execution_id === id);
};

describe("a signal to an execution", { skip }, () => {
  it("ends what ignores SIGTERM after the time of grace, wherever it has gone", async () => {
    await using workspace = await openWorkspace();
    const id = await started(
      workspace,
      "trap '' TERM; (setsid sh -c 'sleep 778 & sleep 777' &); echo up; sleep 777",
    );
    const ended = await workspace.client.json("POST", `/executions/${id}/signal`, { grace_ms: 100 });
    assert.deepEqual([ended.state, ended.signal], ["killed", "SIGKILL"]);
    assert.deepEqual(await processesOf(workspace, id), []);
  });

  it("lets a command clean up within the time of grace, and keeps its exit code", async () => {
    await using workspace = await openWorkspace();
    const id = await started(
      workspace,
      "trap 'echo cleaned; exit 3' TERM; echo up; while :; do sleep 0.01; done",
    );
    await workspace.client.json("POST", `/executions/${id}/signal`, { grace_ms: 10_000 });
    const { execution, output } = await workspace.client.output(id, { wait_ms: 10_000 });
    assert.deepEqual([execution.state, execution.exit_code], ["exited", 3]);
    assert.match(output.text, /cleaned\n$/);
  });

  it("hits the command alone without its tree", async () => {
    await using workspace = await openWorkspace();
    const id = await started(workspace, "sleep 777 & trap 'echo hup' HUP; echo up; while :; do wait; done");
    await workspace.client.json("POST", `/executions/${id}/signal`, { signal: "SIGHUP", tree: false });
    await workspace.client.output(id, { cursor: 3, wait_for: "output", wait_ms: 10_000 });
    const left = await processesOf(workspace, id);
    assert(
      left.some(({ command }) => command === "sleep 777"),
      JSON.stringify(left),
    );
    const refused = await workspace.client.fails("POST", `/executions/${id}/signal`, {
      grace_ms: 1,
      tree: false,
    });
    assert.match(refused.message, /^grace_ms: only with tree/);
  });
});

describe("a signal to a process by its number", { skip }, () => {
  it("ends it with its children and nobody else", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const id = await started(workspace, "sleep 776 & (sleep 777; sleep 778) & echo up; wait");
    const shell = await until("the subshell stands", async () => {
      const own = await processesOf(workspace, id);
      const child = own.find(({ command }) => command === "sleep 777");
      return child && own.find(({ pid }) => pid === parentOf(child.pid));
    });
    const result = await client.json("POST", `/processes/${shell.pid}/signal`, { grace_ms: 5000 });
    assert.deepEqual(result, { signaled: 2, ended: true });
    const left = (await processesOf(workspace, id)).map(({ command }) => command);
    assert(left.includes("sleep 776") && !left.includes("sleep 777") && !left.includes("sleep 778"));
  });

  it("is refused for what runs the workspace, and for what is not there", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const id = await started(workspace, "echo up; exec sleep 777");
    const { execution } = await client.output(id);
    for (const pid of [1, process.pid, execution.pid])
      assert.equal((await client.fails("POST", `/processes/${pid}/signal`, {})).code, "forbidden");
    assert.equal((await client.fails("POST", "/processes/4194304/signal", {})).code, "not_found");
    assert.match((await client.fails("POST", "/processes/x/signal", {})).message, /^pid: /);
  });
});

const parentOf = (pid: number): number =>
  Number(/^PPid:\s*(\d+)/m.exec(readFileSync(join("/proc", String(pid), "status"), "utf8"))?.[1]);
