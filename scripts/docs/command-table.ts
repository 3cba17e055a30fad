import { Command } from "commander";
import type { CliContext, RunnableCommand } from "../../src/cli/command.ts";
import { code, markdownTable } from "./markdown-table.ts";

/** No command runs here; it only has to be there. */
const CONTEXT: CliContext = {
  env: {},
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: new AbortController().signal,
};

/** Every command of `coder` in one line, with the words of its --help. */
export function commandTable(commands: readonly RunnableCommand[]): string {
  return markdownTable(
    ["command", "what it does"],
    commands.map((command) => [code(["coder", ...command.words].join(" ")), describe(command)]),
  );
}

function describe(command: RunnableCommand): string {
  const parent = new Command();
  command.attach(parent, CONTEXT, () => undefined);
  return parent.commands[0]?.description() ?? "";
}
