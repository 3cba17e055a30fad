import type { RunnableCommand } from "../../src/cli/command.ts";
import { code, markdownTable } from "./markdown-table.ts";

/** Every command of `coder` in one line, with the words of its --help. */
export function commandTable(commands: readonly RunnableCommand[]): string {
  return markdownTable(
    ["command", "what it does"],
    commands
      .filter(({ hidden }) => hidden !== true)
      .map(({ words, description }) => [code(["coder", ...words].join(" ")), description]),
  );
}
