import { GLOBAL_SETTINGS } from "../../config/global-settings.ts";
import type { Setting, Settings } from "../../config/setting.ts";
import type { CommandSpec } from "../command.ts";

/** What may stand for the last of `words`, which stand behind `coder`; the last is as far as it is typed. */
export function candidates(commands: readonly CommandSpec[], words: readonly string[]): readonly string[] {
  const typed = words.slice(0, -1);
  const last = words.at(-1) ?? "";
  const { path, flagged, position } = walk(commands, typed);
  const spec = commands.find((command) => command.words.join(" ") === path.join(" "));
  const found =
    flagged === undefined
      ? last.startsWith("-")
        ? flagsOf(spec)
        : [...nextWords(commands, path, position), ...(spec?.arguments?.at(position)?.choices ?? [])]
      : (flagged.choices ?? []);
  return [...new Set(found)].filter((word) => word.startsWith(last));
}

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
  if (nextWords(commands, path, position).includes(word))
    return { path: [...path, word], flagged: undefined, position };
  return { path, flagged: undefined, position: position + 1 };
}

function takesValue(
  commands: readonly CommandSpec[],
  path: readonly string[],
  word: string,
): Setting | undefined {
  const spec = commands.find((command) => command.words.join(" ") === path.join(" "));
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

const flagsOf = (spec: CommandSpec | undefined): readonly string[] => [
  ...settingsOf(spec).flatMap(({ flag }) => (flag === undefined ? [] : [`--${flag}`])),
  "--help",
];

const settingsOf = (spec: CommandSpec | undefined): readonly Setting[] => {
  const own: Settings = spec?.settings ?? {};
  return [...Object.values(own), ...Object.values(GLOBAL_SETTINGS)];
};
