import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { closeInReverse, type Scope } from "./deployment.ts";
import { CODER } from "./server-process.ts";
import { until } from "./until.ts";

const SCRIPT = "/usr/bin/script";

/** Why tests at a terminal are skipped; false where one can be made. */
export const noTerminal: string | false = existsSync(SCRIPT) ? false : "no script: apt-get install bsdutils";

/** `coder` at a terminal of its own. */
export interface TerminalCoder {
  /** Waits until the screen has shown the text, after all that was waited for before. */
  readonly sees: (text: string | RegExp, withinMs?: number) => Promise<void>;
  readonly types: (text: string) => void;
  /** All that was written, without the terminal's control sequences. */
  readonly screen: () => string;
  /** Waits for the end; the exit code. */
  readonly ends: () => Promise<number | null>;
}

/** Starts `coder` at a pseudo terminal that util-linux makes. */
export function startAtTerminal(
  scope: Scope,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): TerminalCoder {
  const line = [process.execPath, CODER, ...args].map((word) => `'${word}'`).join(" ");
  // A terminal that another program makes has no size.
  const child = spawn(SCRIPT, ["-qec", `stty rows 40 cols 120; exec ${line}`, "/dev/null"], {
    env: { PATH: process.env["PATH"] ?? "", TERM: "xterm", SHELL: "/bin/sh", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  closeInReverse(scope)(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  let [raw, seen] = ["", 0];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (raw += text));
  const screen = (): string => stripVTControlCharacters(raw);
  return {
    screen,
    types: (text) => void child.stdin.write(text),
    sees: async (text, withinMs) => {
      const look = () => {
        const rest = screen().slice(seen);
        const at = typeof text === "string" ? rest.indexOf(text) : rest.search(text);
        return at === -1 ? undefined : { at };
      };
      const found = await until(`"${String(text)}" on the screen:\n${screen()}`, look, withinMs);
      seen += found.at + 1;
    },
    ends: async () => {
      await exit;
      return child.exitCode;
    },
  };
}
