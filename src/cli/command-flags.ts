import { Option, type Command } from "commander";
import type { FlagValue, Setting, Settings } from "../config/setting.ts";

/** Gives a command the flags of its settings; hidden ones are accepted and not listed. */
export function addOptions(command: Command, settings: Settings, { hidden = false } = {}): void {
  for (const setting of Object.values(settings)) {
    if (setting.flag === undefined) continue;
    const option = new Option(patternOf(setting, hidden), describe(setting)).hideHelp(hidden);
    if (setting.kind === "list") option.argParser(oneMore);
    command.addOption(option);
  }
}

/** The flags that were given to a command and to the program before its words, by name. */
export function flagsOf(command: Command): Record<string, FlagValue> {
  const chain: Command[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) chain.unshift(at);
  const program = chain.slice(0, 1);
  return Object.fromEntries([...program, command].flatMap((one) => givenTo(one)));
}

function givenTo(command: Command): readonly (readonly [string, FlagValue])[] {
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    if (option.long === undefined || command.getOptionValueSource(name) !== "cli") return [];
    return [[option.long.replace(/^--/, ""), textOf(command.getOptionValue(name))] as const];
  });
}

/** A switch counts as given, also one that commander turns over because its name begins with `no-`. */
function textOf(value: unknown): FlagValue {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? value : "true";
}

const oneMore = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  text,
];

function patternOf(setting: Setting, hidden: boolean): string {
  // A letter of a command's own wins over one that every command takes.
  const short = setting.short === undefined || hidden ? "" : `-${setting.short}, `;
  const long = `${short}--${setting.flag ?? ""}`;
  return setting.kind === "switch" ? long : `${long} <${placeholderOf(setting)}>`;
}

function placeholderOf({ placeholder, choices }: Setting): string {
  return placeholder ?? choices?.join("|") ?? "value";
}

function describe({ description, env, default: fallback }: Setting): string {
  const variable = env === undefined ? "" : ` [${env}]`;
  return `${description}${variable}${fallback === "" ? "" : ` (default ${fallback})`}`;
}
