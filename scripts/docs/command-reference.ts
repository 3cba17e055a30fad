import type { CliArgument, RunnableCommand } from "../../src/cli/command.ts";
import { EXIT_CODES } from "../../src/cli/exit-codes.ts";
import type { Setting, Settings } from "../../src/config/setting.ts";
import { code, markdownTable } from "./markdown-table.ts";

/** Every command with its arguments, flags and examples. */
export function commandReference(commands: readonly RunnableCommand[]): string {
  return commands
    .filter(({ hidden }) => hidden !== true)
    .map(sectionOf)
    .join("\n\n");
}

/** What the exit codes of every command mean. */
export function exitCodeTable(): string {
  return markdownTable(
    ["code", "meaning"],
    EXIT_CODES.map(({ code: number, meaning }) => [code(String(number)), meaning]),
  );
}

/** The flags of one command, or of all, with their letters, values and variables. */
export function flagTable(settings: Settings): string {
  return markdownTable(
    ["flag", "variable", "default", "meaning"],
    Object.values(settings)
      .filter(({ flag }) => flag !== undefined)
      .map((setting) => [
        flagOf(setting),
        code(setting.env ?? ""),
        code(setting.default),
        setting.description.replaceAll("|", "\\|"),
      ]),
  );
}

function sectionOf({
  words,
  description,
  details,
  examples,
  settings,
  aliases = [],
  arguments: taken = [],
}: RunnableCommand): string {
  const called = ["coder", ...words].join(" ");
  const usage = [called, "[flags]", ...taken.map(patternOf)].join(" ");
  const parts = [
    `### \`${called}\``,
    description,
    ...(details === undefined ? [] : [details]),
    `\`${usage}\`${aliases.map((alias) => `, or \`${["coder", ...words.slice(0, -1), alias].join(" ")}\``).join("")}`,
  ];
  if (taken.length > 0) parts.push(argumentList(taken));
  if (Object.values(settings).some(({ flag }) => flag !== undefined)) parts.push(flagTable(settings));
  parts.push(`\`\`\`sh\n${examples.join("\n")}\n\`\`\``);
  return parts.join("\n\n");
}

const argumentList = (taken: readonly CliArgument[]): string =>
  taken.map(({ name, description }) => `- \`${name}\`: ${description}`).join("\n");

function patternOf({ name, required, variadic }: CliArgument): string {
  const inner = variadic === true ? `${name}...` : name;
  return required === true ? `<${inner}>` : `[${inner}]`;
}

function flagOf({ flag = "", short, kind, placeholder, choices }: Setting): string {
  const value = kind === "switch" ? "" : ` <${placeholder ?? choices?.join("|") ?? "value"}>`;
  const text = `${short === undefined ? "" : `-${short}, `}--${flag}${value}`;
  return code(text).replaceAll("|", "\\|");
}
