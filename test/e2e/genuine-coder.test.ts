import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { after, describe, test } from "node:test";
import { startGenuineCoder } from "../support/genuine-coder.ts";
import { connectMcp } from "../support/mcp-client.ts";

/** The tools against a deployment that is not ours: Coder's REST, its terminals, and nothing else. */
const coder = await startGenuineCoder();
after(async () => await coder[Symbol.asyncDispose]());
const { ok, fails } = await connectMcp({ after }, coder, { flags: ["--toolsets", "default,checkpoints"] });
const workspace = "dev";

describe("a genuine deployment", () => {
  test("lists its workspaces and tells how they are", async () => {
    const listed = await ok("list_workspaces");
    assert.equal(listed.data.workspaces[0].name, "dev");
    const status = await ok("get_workspace_status", { workspace });
    const [agent] = status.data.agent_status;
    assert.equal(agent.problem, null);
    assert(agent.metrics.memory.used_bytes > 0 && agent.metrics.disk.total_bytes > 0);
    assert(agent.metrics.cpu.cores >= 1 && agent.metrics.processes > 0);
  });

  test("runs commands in the foreground and in the background", async () => {
    const done = await ok("execute_command", { workspace, command: "echo hi; echo err >&2; exit 3" });
    assert.match(done.text, /^exit 3 in /);
    assert.equal(done.data.output, "hi\nerr\n");
    const { data } = await ok("execute_command", {
      workspace,
      command: "echo up; sleep 1; echo over",
      background: true,
    });
    const ended = await ok("get_command_output", {
      workspace,
      execution_id: data.execution_id,
      wait_seconds: 20,
    });
    assert.equal(ended.data.output, "up\nover\n");
    assert.equal(ended.data.exit_code, 0);
  });

  test("keeps commands private, and their environment free of the deployment's secrets", async () => {
    const { data } = await ok("execute_command", { workspace, command: "env" });
    assert.doesNotMatch(data.output, new RegExp(coder.token));
    assert.match(data.output, /^TERM=dumb$/m);
    assert.equal((await stat(`${coder.home}/.local/state/coder-mcp`)).mode & 0o777, 0o700);
  });

  test("reads, writes, edits, lists and finds files", async () => {
    const path = `${coder.home}/src/it's a "file".txt`;
    const written = await ok("write_file", { workspace, path, content: "one\ntwo é\n" });
    assert.equal(written.data.created, true);
    assert.equal(await readFile(path, "utf8"), "one\ntwo é\n");
    assert.match((await ok("read_file", { workspace, path })).text, /two é/);
    const edits = [{ search: "two é", replace: "2" }];
    await ok("edit_files", { workspace, files: [{ path, edits }] });
    assert.equal(await readFile(path, "utf8"), "one\n2\n");
    const failed = await fails("edit_files", { workspace, files: [{ path, edits }] });
    assert.equal(failed.data.code, "invalid");
    assert.match((await ok("list_directory", { workspace, path: `${coder.home}/src` })).text, /it's a/);
    const found = await ok("find_files", { workspace, path: coder.home, content: "^2$" });
    assert.equal(found.data.files[0].lines[0].line, 2);
    assert.equal((await fails("read_file", { workspace, path: "/no/such" })).data.code, "not_found");
  });

  test("lists processes and ends them with what they have started", async () => {
    // Nobody else on this machine sleeps so long.
    const [one, other] = [`sleep 8881.${process.pid}`, `sleep 8882.${process.pid}`];
    const command = `${one} & (setsid ${other} &); wait`;
    const { data } = await ok("execute_command", { workspace, command, background: true });
    const sleeping = async (): Promise<boolean> => {
      const { data: listed } = await ok("list_processes", { workspace, limit: 500 });
      return listed.processes.some((row: { command: string }) => [one, other].includes(row.command));
    };
    while (!(await sleeping()));
    const ended = await ok("signal_process", { workspace, execution_id: data.execution_id });
    assert.equal(ended.data.execution.state, "killed");
    assert.equal(await sleeping(), false);
  });

  test("says what a terminal cannot do", async () => {
    const pty = await fails("execute_command", { workspace, command: "true", pty: "80x24" });
    assert.equal(pty.data.code, "unsupported");
    assert.equal((await fails("list_checkpoints", { workspace })).data.code, "unsupported");
  });

  test("is asked once whether it serves the agent API, and for one terminal", () => {
    const tries = coder.asked.filter((path) => /workspaceagents\/.*\/(?!pty)/.test(path));
    assert(tries.length <= 2, tries.join("\n"));
    assert.equal(coder.ptys.connections(), 1);
  });
});
