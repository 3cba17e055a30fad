import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openWorkspace } from "../support.test.ts";
import type { Workspace } from "../support.test.ts";
import { keyBytes } from "./key-bytes.ts";
import { findTerminalPrograms } from "./terminal-programs.ts";

const pty = { rows: 30, cols: 100 };
const skip = await findTerminalPrograms(process.env["PATH"]).then(
  () => false,
  () => "needs `script` of util-linux",
);

/** Starts a command that says `up` once it can be talked to. */
async function interactive({ client }: Workspace, command: string): Promise<string> {
  const { execution } = await client.exec({ command, pty, wait_ms: 0 });
  const { output } = await client.output(execution.id, { wait_for: "output", wait_ms: 10_000 });
  assert.match(output.text, /^up\r\n/);
  return execution.id;
}

describe("a command in a terminal", { skip }, () => {
  it("sees a terminal of the size asked for, in which colours are not switched off", async () => {
    await using workspace = await openWorkspace({ env: { SHELL: "/bin/odd shell" } });
    const command =
      'stty size; test -t 0 && test -t 1 && test -t 2 && echo tty; echo "$TERM-$NO_COLOR-$SHELL"; exit 7';
    const { execution, output } = await workspace.client.exec({ command, pty });
    assert.equal(output.text, "30 100\r\ntty\r\nxterm-256color--/bin/odd shell\r\n");
    assert.deepEqual([execution.state, execution.exit_code, execution.pty], ["exited", 7, pty]);
  });

  it("tells exit codes from signals", async () => {
    await using workspace = await openWorkspace();
    for (const [command, state, code, signal] of [
      ["true", "exited", 0, null],
      ["exit 143", "exited", 143, null],
      ["kill -TERM $$", "signaled", null, "SIGTERM"],
      ["kill -KILL $$", "signaled", null, "SIGKILL"],
      [`echo "it's" >/dev/null; ${"true ".repeat(25_000)}; exit 5`, "exited", 5, null],
    ] as const) {
      const { execution } = await workspace.client.exec({ command, pty });
      const ended = [execution.state, execution.exit_code, execution.signal];
      assert.deepEqual(ended, [state, code, signal], command.slice(0, 40));
    }
  });

  it("is typed to, interrupted by a key, and reads end of file", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const id = await interactive(
      workspace,
      "trap 'echo int' INT; echo up; read a; echo got $a; sleep 60; cat; echo end",
    );
    const path = `/executions/${id}/stdin`;
    const says = async (text: RegExp) => {
      for (let cursor = 0; ;) {
        const { output, execution } = await client.output(id, { cursor, wait_for: "output", wait_ms: 5000 });
        const { output: all } = await client.output(id);
        if (text.test(all.text)) return;
        assert.equal(execution.state, "running", all.text);
        cursor = output.next;
      }
    };
    await client.json("POST", path, { data: "hi", keys: ["enter"] });
    await says(/hi\r\ngot hi\r\n/);
    await client.json("POST", path, { keys: ["ctrl-c"] });
    await says(/\^Cint\r\n/);
    await client.json("POST", path, { close: true });
    const { output, execution } = await client.output(id, { wait_ms: 10_000 });
    assert.match(output.text, /end\r\n$/);
    assert.equal(execution.exit_code, 0);
    assert.equal((await client.fails("POST", path, { data: "x" })).code, "conflict");
  });

  it("hears of another size", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const id = await interactive(
      workspace,
      "echo up; until [ \"$(stty size)\" = '11 22' ]; do sleep 0.01; done",
    );
    const resized = await client.json("POST", `/executions/${id}/resize`, { rows: 11, cols: 22 });
    assert.deepEqual(resized.pty, { rows: 11, cols: 22 });
    assert.equal((await client.output(id, { wait_ms: 10_000 })).execution.exit_code, 0);
    const late = await client.fails("POST", `/executions/${id}/resize`, { rows: 11, cols: 22 });
    assert.equal(late.code, "conflict");
  });

  for (const [request, state, signal] of [
    [{ signal: "SIGTERM" }, "signaled", "SIGTERM"],
    [{ signal: "SIGINT" }, "signaled", "SIGINT"],
    [{ signal: "SIGHUP", tree: false }, "signaled", "SIGHUP"],
    [{ signal: "SIGTERM", grace_ms: 5000 }, "killed", "SIGTERM"],
    [{ signal: "SIGKILL" }, "killed", "SIGKILL"],
  ] as const) {
    it(`ends by ${JSON.stringify(request)}, also when it has only just been started`, async () => {
      await using workspace = await openWorkspace();
      const { client } = workspace;
      for (const id of [
        await interactive(workspace, "echo up; exec sleep 777"),
        (await client.exec({ command: "exec sleep 777", pty, wait_ms: 0 })).execution.id,
      ]) {
        await client.json("POST", `/executions/${id}/signal`, request);
        const { execution } = await client.output(id, { wait_ms: 10_000 });
        assert.deepEqual([execution.state, execution.signal], [state, signal]);
        const { processes } = await client.json("GET", "/processes");
        assert(!processes.some((row: { execution_id: string }) => row.execution_id === id));
      }
    });
  }

  it("is listed as itself, without what holds its terminal", async () => {
    await using workspace = await openWorkspace();
    const id = await interactive(workspace, "echo up; exec sleep 777");
    const { processes } = await workspace.client.json("GET", "/processes");
    const own = processes.filter((row: { execution_id: string }) => row.execution_id === id);
    assert.deepEqual(
      own.map((row: { command: string }) => row.command),
      ["sleep 777"],
    );
  });

  it("reads without escapes on request, however the pieces are cut", async () => {
    await using workspace = await openWorkspace();
    const command = String.raw`i=0; while [ $i -lt 12 ]; do i=$((i+1)); printf '\033[31mred\033[0m \033]0;title\007%s\n' $i; done`;
    const { execution, output } = await workspace.client.exec({ command, pty, strip_ansi: true });
    const expected = Array.from({ length: 12 }, (_, index) => `red ${index + 1}\n`).join("");
    assert.equal(output.text, expected);
    for (const bytes of [5, 33]) {
      let text = "";
      for (let cursor = 0; cursor < execution.output_bytes;) {
        const query = { cursor, reply_bytes: bytes, strip_ansi: "true" };
        const piece = (await workspace.client.output(execution.id, query)).output;
        assert(piece.next > cursor);
        text += piece.text;
        cursor = piece.next;
      }
      if (bytes > 12) assert.equal(text, expected);
    }
    const found = await workspace.client.output(execution.id, { grep: "^red 7$", strip_ansi: "true" });
    assert.equal(found.output.text, "red 7\n");
  });
});

describe("a terminal", () => {
  it("is refused with what to install where `script` is missing or another's", async (t) => {
    const dir = await mkdtemp(join(tmpdir(), "programs-"));
    t.after(async () => await rm(dir, { recursive: true }));
    await writeFile(join(dir, "script"), "#!/bin/sh\nexit 1\n");
    await chmod(join(dir, "script"), 0o755);
    await symlink("/bin/true", join(dir, "stty"));
    await assert.rejects(findTerminalPrograms(dir), /pty: .*script of util-linux/);
  });

  it("cannot keep stderr apart, nor take keys for what has none", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const refused = await client.fails("POST", "/executions", {
      command: "true",
      pty,
      separate_stderr: true,
    });
    assert.match(refused.message, /^separate_stderr: /);
    const { execution } = await client.exec({ command: "cat", keep_stdin: true, wait_ms: 0 });
    const path = `/executions/${execution.id}`;
    assert.match((await client.fails("POST", `${path}/stdin`, { keys: ["enter"] })).message, /^keys: /);
    assert.equal((await client.fails("POST", `${path}/resize`, pty)).code, "conflict");
  });

  it("knows keys by their names", () => {
    assert.equal(
      ["enter", "Ctrl-C", "ctrl-[", "up", "F5"].map(keyBytes).join("|"),
      "\r|\x03|\x1b|\x1b[A|\x1b[15~",
    );
    assert.throws(() => keyBytes("hyper-x"), /keys: "hyper-x" is no key; accepted are/);
  });
});
