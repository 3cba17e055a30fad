import type { CommandSpec } from "./command.ts";
import { EXIT_CODES } from "./exit-codes.ts";

/** The first lines of --help. */
export function longDescription({
  description,
  details,
}: Pick<CommandSpec, "description" | "details">): string {
  return details === undefined ? description : `${description}\n\n${details}`;
}

/** What --help shows below the options. */
export function helpAfter({ examples }: Pick<CommandSpec, "examples">): string {
  const codes = EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`);
  return [
    "",
    "Examples:",
    ...examples.map((example) => `  $ ${example}`),
    "",
    "Exit codes:",
    ...codes,
    "",
    "`coder --help` has the flags that every command takes.",
    "",
  ].join("\n");
}
