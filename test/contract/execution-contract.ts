import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WorkspaceConn } from "../../src/client/workspace-conn.ts";
import type { ExecutionReply, StartExecution } from "../../src/wire/agent-api.ts";
import { AppError, type ErrorCode } from "../../src/wire/errors.ts";

export interface ConnUnderTest {
  readonly name: string;
  /** To a workspace with Linux; opened once, closed by who gave it. */
  readonly open: () => Promise<WorkspaceConn>;
  /** What this connection refuses with "unsupported", each with a test that it does. */
  readonly lacks: readonly Ability[];
}

export type Ability = "pty" | "separate_stderr";

const pty = { rows: 30, cols: 100 };
const signal = AbortSignal.timeout(120_000);

/** What every WorkspaceConn does with commands, with the same results for the same calls. */
export function executionContract({ name, open, lacks }: ConnUnderTest): void {
  let opened: Promise<WorkspaceConn> | undefined;
  const conn = async () => await (opened ??= open());
  const run = async (request: StartExecution) =>
    (await conn()).start({ wait_ms: 20_000, ...request }, signal);
  const background = async (command: string, request: Partial<StartExecution> = {}) => {
    const { execution } = await run({ command, wait_ms: 0, ...request });
    await (await conn()).output(execution.id, { wait_for: "output", wait_ms: 10_000 }, signal);
    return execution.id;
  };
  const ended = async (id: string): Promise<ExecutionReply> =>
    (await conn()).output(id, { wait_ms: 20_000 }, signal);

  describe(`commands over ${name}`, () => {
    it("end with a code or a signal", async () => {
      for (const [command, state, code, signalName] of [
        ["true", "exited", 0, null],
        ["exit 143", "exited", 143, null],
        ["kill -TERM $$", "signaled", null, "SIGTERM"],
        ["kill -KILL $$", "signaled", null, "SIGKILL"],
      ] as const) {
        const { execution } = await run({ command });
        assert.deepEqual([execution.state, execution.exit_code, execution.signal], [state, code, signalName]);
      }
    });

    it("take a directory, variables and stdin, and keep the order of their output", async () => {
      const command = "pwd; echo $OWN >&2; cat; echo end >&2";
      const { output } = await run({ command, workdir: "/tmp", env: { OWN: "it's" }, stdin: "in\n" });
      assert.equal(output.text, "/tmp\nit's\nin\nend\n");
      await refuses(run({ command: "true", workdir: "/no/such" }), "invalid", /^workdir: /);
    });

    it("are read by cursor to the byte, by lines and by expression", async () => {
      const { execution, output } = await run({ command: "seq 1 20000", reply_bytes: 1000 });
      assert(output.gap !== null && output.text.startsWith("1\n2\n") && output.text.endsWith("20000\n"));
      let [text, cursor] = ["", 0];
      while (cursor < output.total) {
        const query = { cursor, reply_bytes: 30_000 };
        const piece = (await (await conn()).output(execution.id, query, signal)).output;
        assert(piece.next > cursor);
        text += piece.text;
        cursor = piece.next;
      }
      assert.equal(text, Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join(""));
      const read = async (query: object) =>
        (await (await conn()).output(execution.id, query, signal)).output.text;
      assert.equal(await read({ tail_lines: 2 }), "19999\n20000\n");
      assert.equal(await read({ head_lines: 2 }), "1\n2\n");
      assert.equal(await read({ grep: "^1999.$", head_lines: 1 }), "19990\n");
      await refuses(read({ cursor: output.total + 1 }), "invalid", /^cursor: /);
      await refuses(read({ grep: "(" }), "invalid", /^grep: /);
    });

    it("give any bytes exactly", async () => {
      const command = String.raw`printf '\000\377\360\237\nx\200'`;
      const { execution } = await run({ command });
      const { output } = await (await conn()).output(execution.id, { encoding: "base64" }, signal);
      assert.equal(Buffer.from(output.text, "base64").toString("hex"), "00fff09f0a7880");
    });

    it("keep stderr apart on request", async () => {
      const request = { command: "echo out; echo err >&2", separate_stderr: true };
      if (lacks.includes("separate_stderr"))
        return await refuses(run(request), "unsupported", /separate_stderr/);
      const { output, stderr } = await run(request);
      assert.deepEqual([output.text, stderr?.text], ["out\n", "err\n"]);
    });

    it("run once for a key, and not for another command", async () => {
      const request = { command: "echo $$", idempotency_key: crypto.randomUUID() };
      const [first, again] = [await run(request), await run(request)];
      assert.deepEqual([first.replayed, again.replayed], [false, true]);
      assert.equal(first.output.text, again.output.text);
      await refuses(run({ ...request, command: "true" }), "conflict", /idempotency_key/);
    });

    it("are waited for, timed out, and listed", async () => {
      const id = await background("echo up; read x; echo $x", { keep_stdin: true });
      const listed = await (await conn()).executions(signal);
      assert.equal(listed.find((one) => one.id === id)?.state, "running");
      await (await conn()).input(id, { data: "typed\n" }, signal);
      assert.equal((await ended(id)).output.text, "up\ntyped\n");
      const { execution } = await run({ command: "sleep 777 & sleep 777", timeout_ms: 200 });
      assert.equal(execution.state, "timed_out");
      await refuses(ended("nosuchcommand"), "not_found");
    });

    it("read end of file when their stdin is closed, and none unless it is kept open", async () => {
      const id = await background("echo up; cat; echo end", { keep_stdin: true });
      await (await conn()).input(id, { data: "in\n", close: true }, signal);
      assert.equal((await ended(id)).output.text, "up\nin\nend\n");
      await refuses((await conn()).input(id, { data: "x" }, signal), "conflict");
    });

    it("end with all they have started, also what ignores SIGTERM or has left", async () => {
      const command =
        "trap '' TERM; (setsid sh -c 'sleep 7771 & sleep 7771' &); echo up; sleep 7771; sleep 7771";
      const id = await background(command);
      const killed = await (await conn()).signal(id, { grace_ms: 100 }, signal);
      assert.equal(killed.state, "killed");
      const rows = await (await conn()).processes(signal);
      assert(!rows.some((row) => row.command.includes("7771")));
    });

    it("get one signal, alone or with their tree, and processes by their number", async () => {
      const id = await background("trap 'echo usr' USR1; echo up; while :; do sleep 0.05; done");
      await (await conn()).signal(id, { signal: "SIGUSR1", tree: false }, signal);
      await (await conn()).output(id, { cursor: 3, wait_for: "output", wait_ms: 10_000 }, signal);
      await (await conn()).signal(id, { signal: "SIGKILL" }, signal);
      assert.match((await ended(id)).output.text, /^up\nusr\n/);
      const other = await background("sleep 7772 & echo $!; wait; echo over");
      const pid = Number((await (await conn()).output(other, {}, signal)).output.text);
      const sent = await (await conn()).signalProcess(pid, { grace_ms: 5000 }, signal);
      assert.deepEqual(sent, { signaled: 1, ended: true });
      assert.match((await ended(other)).output.text, /over\n$/);
      await refuses((await conn()).signalProcess(4_194_304, {}, signal), "not_found");
    });

    it("have a terminal of a size that can change", async () => {
      if (lacks.includes("pty")) return await refuses(run({ command: "true", pty }), "unsupported", /pty/);
      const id = await background(
        "stty size; until [ \"$(stty size)\" = '11 22' ]; do sleep 0.05; done; read x; echo $x",
        { pty },
      );
      await (await conn()).resize(id, { rows: 11, cols: 22 }, signal);
      await (await conn()).input(id, { data: "typed", keys: ["enter"] }, signal);
      const { output, execution } = await ended(id);
      assert.match(output.text, /^30 100\r\n[^]*typed\r\n[^]*typed\r\n$/);
      assert.equal(execution.exit_code, 0);
    });
  });
}

async function refuses(call: Promise<unknown>, code: ErrorCode, message = /./): Promise<void> {
  await assert.rejects(call, (error) => {
    assert(error instanceof AppError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}
