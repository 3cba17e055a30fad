import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createRecord } from "./execution-record.ts";
import { finishExecution } from "./finish-execution.ts";
import { wrapperScript } from "../../rules/executions/wrapper-script.ts";

/** Shells that stand as /bin/sh on one system or another. */
const SHELLS = [
  ["dash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
  ["ksh"],
  ["zsh", "--emulate", "sh"],
] as const;

const CASES = [
  ["true", 0, null],
  ["exit 7", 7, null],
  ["exit 143", 143, null],
  ["kill -TERM $$", null, "SIGTERM"],
  ["kill -KILL $$", null, "SIGKILL"],
  ["echo out; echo err >&2", 0, null],
] as const;

for (const shell of SHELLS) {
  const found = isInstalled(shell[0]);
  describe(`the wrapper in ${shell.join(" ")}`, { skip: found ? false : "not installed" }, () => {
    for (const [command, code, signal] of CASES) {
      it(`saves how \`${command}\` ended`, async (t) => {
        const dir = await mkdtemp(join(tmpdir(), "wrapper-"));
        t.after(async () => await rm(dir, { recursive: true }));
        // Bash does not tell of a SIGTERM that it catches itself; the agent knows those it has sent.
        const end = await run(shell, command, { dir, sent: shell[0] === "bash" ? signal : null });
        assert.deepEqual([end.exit_code, end.signal], [code, signal]);
        const said = await readFile(join(dir, "output"), "utf8");
        assert.equal(said, command.startsWith("echo") ? "out\nerr\n" : "");
      });
    }
  });
}

function isInstalled(name: string): boolean {
  try {
    execFileSync("sh", ["-c", 'command -v "$1"', "sh", name], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function run(
  shell: readonly [string, ...string[]],
  command: string,
  { dir, sent }: { readonly dir: string; readonly sent: string | null },
) {
  const [program, ...options] = shell;
  const fds = ["output", "shell", "exit"].map((name) => openSync(join(dir, name), "a"));
  const [output, own, exit] = fds;
  const script = wrapperScript({ program: "command", keepStdin: false });
  const child = spawn(program, [...options, "-c", script, "id", command], {
    detached: true,
    stdio: ["ignore", output, own, output, exit],
  });
  const [status, signal] = await once(child, "exit");
  for (const fd of fds) closeSync(fd);
  const lines = (await readFile(join(dir, "exit"), "utf8")).split("\n");
  assert.equal(lines[0], String(child.pid));
  assert.equal(signal, null);
  assert.equal(lines[1], String(status));
  assert(status <= 128 + Math.max(...Object.values(constants.signals)));
  const record = createRecord(META, dir, child.pid ?? null);
  if (sent === "SIGTERM") record.sentSignals.add(sent);
  return finishExecution(record, { kind: "status", status }, new Date());
}

const META = {
  id: "id",
  command: "",
  workdir: "/",
  started_at: "",
  timeout_ms: null,
  separate_stderr: false,
  keep_stdin: false,
  idempotency_key: null,
  digest: "",
  is_startup: false,
  pty: null,
  started_by: null,
  terminal: null,
};
