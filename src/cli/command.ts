import { Command } from "commander";
import { configDir } from "../config/config-dir.ts";
import { GLOBAL_SETTINGS } from "../config/global-settings.ts";
import { readSettings, type Completes, type Settings, type Sources, type Values } from "../config/setting.ts";
import type { CliContext, CommandContext } from "./cli-context.ts";
import { addOptions, flagsOf } from "./command-flags.ts";
import { helpAfter, longDescription } from "./command-help.ts";

export type { CliContext, CommandContext, Env } from "./cli-context.ts";

/** A word that a command takes beside its flags. */
export interface CliArgument {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  /** Takes all words that are left; only for the last argument. */
  readonly variadic?: boolean;
  /** For completion; the command itself says what it accepts. */
  readonly choices?: readonly string[];
  /** What of the deployment stands here, for completion. */
  readonly completes?: Completes;
}

/** What help, documentation and completion know of a command. */
export interface CommandSpec<S extends Settings = Settings> {
  /** How it is called; the words before the last name a group, or another command. */
  readonly words: readonly string[];
  /** Other words for the last one, as Coder's CLI has them. */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly description: string;
  /** Further paragraphs of --help. */
  readonly details?: string;
  readonly examples: readonly string[];
  readonly arguments?: readonly CliArgument[];
  readonly settings: S;
  /** True for what only programs call; it is in no list. */
  readonly hidden?: boolean;
}

export interface CliCommand<S extends Settings = Settings> extends CommandSpec<S> {
  /** Gets the words of its arguments in order. Returns the exit code. */
  readonly run: (context: CommandContext, values: Values<S>, args: readonly string[]) => Promise<number>;
}

export interface RunnableCommand extends CommandSpec {
  readonly attach: (parent: Command, context: CliContext, onExit: (code: number) => void) => void;
}

/** Ties a command's settings to the values that its run gets. */
export function defineCommand<S extends Settings>(command: CliCommand<S>): RunnableCommand {
  const { run, ...spec } = command;
  return {
    ...spec,
    attach: (parent, context, onExit) => {
      const leaf = emptyCommand(spec);
      leaf.action(async () => {
        const sources = { env: context.env, flags: flagsOf(leaf) };
        const shared = { ...sources, flags: withoutLists(sources.flags, command.settings) };
        const global = readSettings(GLOBAL_SETTINGS, shared);
        const env = { ...context.env, CODER_CONFIG_DIR: global.globalConfig };
        const own = { ...context, global, configDir: configDir(env) };
        onExit(await run(own, readSettings(command.settings, sources), leaf.args));
      });
      parent.addCommand(leaf, { hidden: spec.hidden === true });
    },
  };
}

/** A list of the command's own means something else than the one value that every command takes by that flag. */
function withoutLists(flags: Sources["flags"], own: Settings): Sources["flags"] {
  const lists = Object.values(own).flatMap(({ kind, flag }) => (kind === "list" ? [flag] : []));
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !lists.includes(name)));
}

function emptyCommand(spec: CommandSpec): Command {
  const leaf = new Command(spec.words.at(-1))
    .description(longDescription(spec))
    .summary(spec.description)
    .aliases(spec.aliases ?? [])
    .addHelpText("after", helpAfter(spec));
  for (const argument of spec.arguments ?? []) leaf.argument(patternOf(argument), argument.description);
  addOptions(leaf, spec.settings);
  const taken = new Set(Object.values(spec.settings).map(({ flag }) => flag));
  const global = Object.entries(GLOBAL_SETTINGS).filter(([, { flag }]) => !taken.has(flag));
  addOptions(leaf, Object.fromEntries(global), { hidden: true });
  return leaf;
}

function patternOf({ name, required, variadic }: CliArgument): string {
  const inner = variadic === true ? `${name}...` : name;
  return required === true ? `<${inner}>` : `[${inner}]`;
}
