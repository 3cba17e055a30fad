import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExecutionLimits } from "../../wire/agent-tunnel.ts";
import { manifestOf, openWorkspace } from "../support.test.ts";

const FATES = [
  ["true", "exited", 0, null],
  ["exit 143", "exited", 143, null],
  ["kill -TERM $$", "signaled", null, "SIGTERM"],
  ["kill -KILL $$", "signaled", null, "SIGKILL"],
  ["sh -c 'kill -9 $$' 2>/dev/null; exit $?", "exited", 137, null],
  ["exit 130", "exited", 130, null],
  ["exit 141", "exited", 141, null],
  ["kill -TERM 0", "signaled", null, "SIGTERM"],
] as const;

describe("executions", () => {
  it("tell exit codes from signals", async () => {
    await using workspace = await openWorkspace();
    for (const [command, state, code, signal] of FATES) {
      const { execution, output } = await workspace.client.exec({ command });
      assert.deepEqual(
        [execution.state, execution.exit_code, execution.signal],
        [state, code, signal],
        command,
      );
      assert.equal(output.text, "");
    }
  });

  it("say that they were interrupted when somebody interrupted them", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const { execution } = await client.exec({ command: "sleep 777", wait_ms: 0 });
    await client.json("POST", `/executions/${execution.id}/signal`, { signal: "SIGINT" });
    const ended = (await client.output(execution.id, { wait_ms: 10_000 })).execution;
    assert.deepEqual([ended.state, ended.exit_code, ended.signal], ["signaled", null, "SIGINT"]);
  });

  it("get the workspace's variables and never the agent's token", async () => {
    await using workspace = await openWorkspace();
    await workspace.client.json("POST", "/manifest", manifestOf());
    const { output, execution } = await workspace.client.exec({ command: "env", env: { OWN: "1" } });
    for (const line of [
      "CODER_WORKSPACE_NAME=dev",
      "FROM_MANIFEST=yes",
      "OWN=1",
      `CODER_EXECUTION_ID=${execution.id}`,
    ]) {
      assert(output.text.includes(`${line}\n`), line);
    }
    assert(!output.text.includes("secret-token"));
  });

  it("time out with the whole tree, also setsid, double forks and TERM ignored", async () => {
    await using workspace = await openWorkspace();
    const hider = "trap '' TERM; (setsid sh -c 'trap \"\" TERM; sleep 777 & sleep 777' &) & sleep 777";
    const { execution } = await workspace.client.exec({ command: hider, timeout_ms: 300 });
    assert.equal(execution.state, "timed_out");
    const { processes } = await workspace.client.json("GET", "/processes");
    assert.deepEqual(
      processes.filter((row: { execution_id: string }) => row.execution_id === execution.id),
      [],
    );
  });

  it("are killed on request", async () => {
    await using workspace = await openWorkspace();
    const { execution } = await workspace.client.exec({
      command: "trap '' TERM; sleep 777 & wait",
      wait_ms: 0,
    });
    const ended = await workspace.client.json("POST", `/executions/${execution.id}/signal`, {
      signal: "SIGKILL",
    });
    assert.equal(ended.state, "killed");
    assert.equal(ended.signal, "SIGKILL");
  });

  it("start once for an idempotency key, also when called at the same time", async () => {
    await using workspace = await openWorkspace();
    const request = { command: "echo x >> marks; cat marks", workdir: workspace.home, idempotency_key: "k" };
    const replies = await Promise.all([workspace.client.exec(request), workspace.client.exec(request)]);
    assert.deepEqual(replies.map(({ replayed }) => replayed).filter(Boolean), [true]);
    assert.deepEqual(
      replies.map(({ output }) => output.text),
      ["x\n", "x\n"],
    );
    assert.equal(
      (await workspace.client.fails("POST", "/executions", { ...request, command: "true" })).code,
      "conflict",
    );
  });

  it("read stdin that is given, and stdin that is kept open", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    assert.equal((await client.exec({ command: "cat", stdin: "given" })).output.text, "given");
    assert.equal((await client.exec({ command: "cat; echo end" })).output.text, "end\n");
    const { execution } = await client.exec({ command: "cat; echo bye", keep_stdin: true, wait_ms: 0 });
    const path = `/executions/${execution.id}/stdin`;
    await client.json("POST", path, { data: "abc\n" });
    assert.equal(
      (await client.output(execution.id, { wait_for: "output", wait_ms: 5000 })).output.text,
      "abc\n",
    );
    await client.json("POST", path, { close: true });
    assert.equal((await client.output(execution.id, { wait_ms: 5000 })).output.text, "abc\nbye\n");
    assert.equal((await client.fails("POST", path, { data: "x" })).code, "conflict");
  });

  it("are at most 64 at a time, and say so", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const start = () => client.exec({ command: "exec sleep 777", wait_ms: 0, reply_bytes: 0 });
    const started = await Promise.all(Array.from({ length: ExecutionLimits.parse({}).running }, start));
    const refused = await client.fails("POST", "/executions", { command: "true" });
    assert.deepEqual([refused.status, refused.code], [429, "rate_limited"]);
    const id = started[0]?.execution.id ?? "";
    await client.json("POST", `/executions/${id}/signal`, { signal: "SIGKILL" });
    assert.equal((await client.exec({ command: "true" })).execution.exit_code, 0);
  });

  it("name a bad working directory", async () => {
    await using workspace = await openWorkspace();
    const failure = await workspace.client.fails("POST", "/executions", {
      command: "true",
      workdir: "/no/such",
    });
    assert.match(failure.message, /^workdir: \/no\/such does not exist/);
  });

  it("keep head, tail and a gap of a long output, and filter lines", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const { execution, output } = await client.exec({ command: "seq 1 100000", reply_bytes: 1000 });
    assert(output.text.startsWith("1\n2\n") && output.text.endsWith("100000\n"));
    assert(output.gap !== null && output.gap.bytes > 500_000);
    assert.equal((await client.output(execution.id, { tail_lines: 2 })).output.text, "99999\n100000\n");
    assert.equal((await client.output(execution.id, { head_lines: 2 })).output.text, "1\n2\n");
    const found = await client.output(execution.id, { grep: "^9999.$", tail_lines: 1 });
    assert.equal(found.output.text, "99999\n");
    assert.match((await client.fails("GET", `/executions/${execution.id}/output?grep=(`)).message, /^grep: /);
  });
});
