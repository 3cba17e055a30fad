import { Command, CommanderError } from "commander";
import { ConfigError } from "../config/setting.ts";
import { VERSION } from "../lib/version.ts";
import { AppError } from "../wire/errors.ts";
import type { CliContext, RunnableCommand } from "./command.ts";

/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notLoggedIn: 3, interrupted: 130 } as const;

/** Runs the command that `argv` names; faults are told on stderr, in words for the user. Returns the exit code. */
export async function runProgram(
  commands: readonly RunnableCommand[],
  argv: readonly string[],
  context: CliContext,
): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command("coder")
    .description("Development workspaces for AI assistants.")
    .version(VERSION)
    // A flag behind a command is that command's, also where the command above it has one of the same name.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  for (const command of commands) {
    const parent = command.words.slice(0, -1).reduce(groupOf, program);
    command.attach(parent, context, (exit) => (code = exit));
  }
  inherit(program);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return explain(error, context);
  }
}

const GROUPS: Readonly<Record<string, string>> = {
  exp: "Commands whose form may still change.",
  mcp: "The MCP server and its clients.",
};

function groupOf(parent: Command, word: string): Command {
  const known = parent.commands.find((command) => command.name() === word);
  if (known !== undefined) return known;
  const group = new Command(word).description(GROUPS[word] ?? "");
  parent.addCommand(group);
  return group;
}

/** Commander does not hand its settings down to commands that were made apart. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}

function explain(error: unknown, { stderr, signal }: CliContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (signal.aborted) return EXIT.interrupted;
  if (error instanceof ConfigError) {
    stderr.write(`coder: ${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof AppError) {
    stderr.write(`coder: ${error.message}${error.detail === undefined ? "" : `\n${error.detail}`}\n`);
    return error.code === "unauthenticated" ? EXIT.notLoggedIn : EXIT.failed;
  }
  throw error;
}
