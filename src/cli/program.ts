import { Command, CommanderError } from "commander";
import { GLOBAL_SETTINGS } from "../config/global-settings.ts";
import { ConfigError, readSettings } from "../config/setting.ts";
import { VERSION } from "../lib/version.ts";
import { AppError } from "../wire/errors.ts";
import { addOptions, flagsOf } from "./command-flags.ts";
import { COMMAND_GROUPS } from "./command-groups.ts";
import { helpAfter } from "./command-help.ts";
import type { CliContext, RunnableCommand } from "./command.ts";
import { EXIT } from "./exit-codes.ts";

/** Runs the command that `argv` names; faults are told on stderr, in words for the user. Returns the exit code. */
export async function runProgram(
  commands: readonly RunnableCommand[],
  argv: readonly string[],
  context: CliContext,
): Promise<number> {
  let code: number = EXIT.ok;
  const program = emptyProgram(context);
  for (const command of commands) {
    const parent = command.words
      .slice(0, -1)
      .reduce((at, _, depth) => groupOf(at, command.words.slice(0, depth + 1)), program);
    command.attach(parent, context, (exit) => (code = exit));
  }
  inherit(program);
  let verbose = false;
  program.hook("preAction", (_, leaf) => {
    ({ verbose } = readSettings(
      { verbose: GLOBAL_SETTINGS.verbose },
      { env: context.env, flags: flagsOf(leaf) },
    ));
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return context.signal.aborted && code !== EXIT.ok ? EXIT.interrupted : code;
  } catch (error) {
    return explain(error, context, verbose);
  }
}

function emptyProgram({ stdout, stderr }: CliContext): Command {
  const program = new Command("coder")
    .description("Development workspaces for AI assistants.")
    .version(VERSION)
    // A flag behind a command is that command's, also where the command above it has one of the same name.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError("(--help behind the command says what it takes)")
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? HELP_COLUMNS,
      getErrHelpWidth: () => stderr.columns ?? HELP_COLUMNS,
    })
    .addHelpText("after", helpAfter({ examples: EXAMPLES }));
  addOptions(program, GLOBAL_SETTINGS);
  return program;
}

/** Where the output is no terminal. */
const HELP_COLUMNS = 100;

const EXAMPLES = [
  "coder login https://coder.example.com",
  "coder whoami",
  "coder exp mcp server",
  "coder help login",
];

function groupOf(parent: Command, words: readonly string[]): Command {
  const word = words.at(-1);
  const known = parent.commands.find((command) => command.name() === word);
  if (known !== undefined) return known;
  const spec = COMMAND_GROUPS.find((group) => group.words.join(" ") === words.join(" "));
  const group = new Command(word).description(spec?.description ?? "").aliases(spec?.aliases ?? []);
  if (spec !== undefined) group.addHelpText("after", helpAfter(spec));
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

function explain(error: unknown, { stderr, signal }: CliContext, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (signal.aborted) return EXIT.interrupted;
  if (error instanceof ConfigError) {
    stderr.write(`coder: ${error.message}\n${verbose ? causesOf(error) : ""}`);
    return EXIT.usage;
  }
  if (error instanceof AppError) {
    stderr.write(
      `coder: ${[error.message, ...detailsOf(error), ""].join("\n")}${verbose ? causesOf(error) : ""}`,
    );
    return exitCodeOf(error);
  }
  throw error;
}

/** What the message does not say itself: the detail, and each field that was refused. */
function detailsOf({ message, detail, validations }: AppError): readonly string[] {
  const fields = validations
    .filter((one) => !message.includes(one.detail))
    .map((one) => `${one.field}: ${one.detail}`);
  return [...(detail === undefined ? [] : [detail]), ...fields];
}

function exitCodeOf({ code }: AppError): number {
  if (code === "unauthenticated") return EXIT.notLoggedIn;
  return code === "canceled" ? EXIT.interrupted : EXIT.failed;
}

function causesOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `caused by: ${cause.stack ?? cause.message}\n${causesOf(cause)}` : "";
}
