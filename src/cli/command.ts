import { Command } from "commander";
import { readSettings, type Settings, type Values } from "../config/setting.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** What a command works with; tests give streams and an environment of their own. */
export interface CliContext {
  readonly env: Env;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by Ctrl+C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** One command of `coder`: `words` is how it is called. */
export interface CliCommand<S extends Settings = Settings> {
  readonly words: readonly string[];
  readonly description: string;
  /** Shown below the options of --help. */
  readonly examples: readonly string[];
  readonly argument?: { readonly name: string; readonly description: string };
  readonly settings: S;
  /** Returns the exit code. */
  readonly run: (context: CliContext, values: Values<S>, argument: string | undefined) => Promise<number>;
}

/** Ties a command's settings to the values that its run gets. */
export function defineCommand<S extends Settings>(command: CliCommand<S>): RunnableCommand {
  return {
    words: command.words,
    attach: (parent, context, onExit) => {
      const { name, description } = command.argument ?? {};
      const leaf = new Command(command.words.at(-1))
        .description(command.description)
        .addHelpText("after", helpAfter(command.examples))
        .action(async (...args: unknown[]) => {
          const values = readSettings(command.settings, { env: context.env, flags: flagsOf(leaf) });
          onExit(await command.run(context, values, name === undefined ? undefined : firstText(args)));
        });
      if (name !== undefined) leaf.argument(`[${name}]`, description ?? "");
      for (const setting of Object.values(command.settings)) {
        if (setting.flag === undefined) continue;
        const fallback = setting.default === "" ? "" : ` (default ${setting.default})`;
        leaf.option(`--${setting.flag} <value>`, `${setting.description} [${setting.env}]${fallback}`);
      }
      parent.addCommand(leaf);
    },
  };
}

export interface RunnableCommand {
  readonly words: readonly string[];
  readonly attach: (parent: Command, context: CliContext, onExit: (code: number) => void) => void;
}

function helpAfter(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ ${example}`).join("\n")}\n`;
}

/** Commander camel-cases option names; settings know them as they are typed. */
function flagsOf(command: Command): Record<string, string | undefined> {
  return Object.fromEntries(
    command.options.map((option) => {
      const value: unknown = command.getOptionValue(option.attributeName());
      return [option.long?.replace(/^--/, "") ?? "", typeof value === "string" ? value : undefined];
    }),
  );
}

function firstText([first]: readonly unknown[]): string | undefined {
  return typeof first === "string" ? first : undefined;
}
