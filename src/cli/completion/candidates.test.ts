import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { COMMANDS } from "../commands.ts";
import { candidates } from "./candidates.ts";

const complete = (...words: readonly string[]): readonly string[] => candidates(COMMANDS, words);

describe("candidates for completion", () => {
  it("are the words of commands", () => {
    const first = complete("");
    for (const word of ["server", "login", "whoami", "doctor", "exp"]) assert.ok(first.includes(word), word);
    assert.ok(!first.includes("__complete"));
    assert.deepEqual(complete("exp", ""), ["mcp"]);
    assert.deepEqual(complete("exp", "mcp", "se"), ["server"]);
    assert.deepEqual(complete("server", "rot"), ["rotate-keys"]);
  });

  it("are the flags of the command and of every command", () => {
    assert.deepEqual(complete("whoami", "--o"), ["--output"]);
    assert.deepEqual(complete("server", "--http-a"), ["--http-address"]);
    assert.deepEqual(complete("--glob"), ["--global-config"]);
    assert.deepEqual(complete("whoami", "--he"), ["--header", "--header-command", "--help"]);
  });

  it("are the choices of flags and arguments; a flag's value is no argument", () => {
    assert.deepEqual(complete("whoami", "-o", ""), ["text", "table", "json"]);
    assert.deepEqual(complete("--url", "https://a", "whoami", "--output", "j"), ["json"]);
    assert.deepEqual(complete("completion", "z"), ["zsh"]);
    assert.deepEqual(complete("completion", "zsh", ""), []);
    assert.deepEqual(complete("--url", "who"), []);
  });
});

const PROGRAM = join(import.meta.dirname, "..", "main.ts");

interface ShellCase {
  readonly shell: string;
  readonly program: string;
  /** Presses Tab behind `coder whoami -o j` and prints what the shell was offered. */
  readonly script: string;
}

const SHELLS: readonly ShellCase[] = [
  {
    shell: "bash",
    program: "/bin/bash",
    script: `source <(coder completion bash)
      COMP_WORDS=(coder whoami -o j); COMP_CWORD=3; _coder; printf '%s\\n' "\${COMPREPLY[@]}"
      COMP_WORDS=(coder wh); COMP_CWORD=1; _coder; printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  {
    shell: "zsh",
    program: "/usr/bin/zsh",
    script: `compdef() { }; compadd() { shift; print -l -- "$@" }; source <(coder completion zsh)
      words=(coder whoami -o j); CURRENT=4; _coder; words=(coder wh); CURRENT=2; _coder`,
  },
  {
    shell: "fish",
    program: "/usr/bin/fish",
    script: `coder completion fish | source; complete -C 'coder whoami -o j'; complete -C 'coder wh'`,
  },
];

describe("coder completion", () => {
  for (const { shell, program, script } of SHELLS) {
    it(
      `in ${shell} itself`,
      { skip: existsSync(program) ? false : `${shell} is not installed` },
      async (t) => {
        const dir = await mkdtemp(join(tmpdir(), "coder-completion-"));
        t.after(() => rm(dir, { recursive: true, force: true }));
        await writeFile(join(dir, "coder"), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
        await chmod(join(dir, "coder"), 0o755);
        const env = { PATH: `${dir}:/usr/bin:/bin`, HOME: dir };
        const { stdout } = await promisify(execFile)(program, ["-c", script], { env });
        assert.deepEqual(stdout.trim().split("\n"), ["json", "whoami"]);
      },
    );
  }
});
