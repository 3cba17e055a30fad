import { GLOBAL_SETTINGS } from "../../config/global-settings.ts";
import type { Completes, Setting, Settings } from "../../config/setting.ts";
import type { CommandSpec } from "../command.ts";

/** What may stand for the last of `words`, which stand behind `coder`; the last is as far as it is typed. */
export function candidates(commands: readonly CommandSpec[], words: readonly string[]): readonly string[] {
  const last = words.at(-1) ?? "";
  const { path, flagged, position } = walk(commands, words.slice(0, -1));
  const spec = commandAt(commands, path);
  const found =
    flagged === undefined
      ? last.startsWith("-")
        ? flagsOf(spec)
        : [...nextWords(commands, path, position), ...(spec?.arguments?.at(position)?.choices ?? [])]
      : (flagged.choices ?? []);
  return [...new Set(found)].filter((word) => word.startsWith(last));
}

/** What of the deployment may stand there; undefined where nothing does. */
export function completesAt(
  commands: readonly CommandSpec[],
  words: readonly string[],
): Completes | undefined {
  const { path, flagged, position } = walk(commands, words.slice(0, -1));
  if (flagged !== undefined) return flagged.completes;
  if (words.at(-1)?.startsWith("-") === true) return undefined;
  const taken = commandAt(commands, path)?.arguments ?? [];
  const argument = taken[position] ?? taken.findLast(({ variadic }) => variadic === true);
  return argument?.completes;
}

const commandAt = (commands: readonly CommandSpec[], path: readonly string[]): CommandSpec | undefined =>
  commands.find(({ words }) => words.join(" ") === path.join(" "));

interface Place {
  readonly path: readonly string[];
  /** The flag whose value comes next. */
  readonly flagged: Setting | undefined;
  /** How many arguments stand behind the command's words. */
  readonly position: number;
}

function walk(commands: readonly CommandSpec[], typed: readonly string[]): Place {
  let place: Place = { path: [], flagged: undefined, position: 0 };
  for (const word of typed) place = step(commands, place, word);
  return place;
}

function step(commands: readonly CommandSpec[], { path, flagged, position }: Place, word: string): Place {
  if (flagged !== undefined) return { path, flagged: undefined, position };
  if (word.startsWith("-")) return { path, flagged: takesValue(commands, path, word), position };
  const next = position > 0 ? undefined : nextWord(commands, path, word);
  if (next !== undefined) return { path: [...path, next], flagged: undefined, position };
  return { path, flagged: undefined, position: position + 1 };
}

function takesValue(
  commands: readonly CommandSpec[],
  path: readonly string[],
  word: string,
): Setting | undefined {
  const spec = commandAt(commands, path);
  return settingsOf(spec).find(
    ({ flag, short, kind }) =>
      kind !== "switch" && (word === `--${flag ?? ""}` || word === `-${short ?? ""}`),
  );
}

/** Words that go on from `path` to a command; none behind an argument. */
function nextWords(
  commands: readonly CommandSpec[],
  path: readonly string[],
  position: number,
): readonly string[] {
  if (position > 0) return [];
  return commands
    .filter(({ words, hidden }) => hidden !== true && path.every((word, index) => words[index] === word))
    .flatMap(({ words }) => words.slice(path.length, path.length + 1));
}

/** The command word that `word` is, or is an alias of. */
function nextWord(
  commands: readonly CommandSpec[],
  path: readonly string[],
  word: string,
): string | undefined {
  const below = commands.filter(({ words }) => path.every((part, index) => words[index] === part));
  const own = below.find(({ words }) => words[path.length] === word);
  if (own !== undefined) return word;
  const aliased = below.find(
    ({ words, aliases = [] }) => words.length === path.length + 1 && aliases.includes(word),
  );
  return aliased?.words.at(-1);
}

const flagsOf = (spec: CommandSpec | undefined): readonly string[] => [
  ...settingsOf(spec).flatMap(({ flag }) => (flag === undefined ? [] : [`--${flag}`])),
  "--help",
];

const settingsOf = (spec: CommandSpec | undefined): readonly Setting[] => {
  const own: Settings = spec?.settings ?? {};
  return [...Object.values(own), ...Object.values(GLOBAL_SETTINGS)];
};
