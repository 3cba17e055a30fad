import { didYouMean } from "../../lib/nearest-name.ts";
import { invalidField } from "../../wire/errors.ts";
import type { Preset } from "../../wire/template-version.ts";
import { askChoice, canAsk } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { plainText } from "../plain-text.ts";

const NONE = "none";

/**
 * The preset to build with: the one that was named, else what `otherwise` says: none, the template's default one, or the
 * one that a person chooses, which is the default one where nobody can be asked.
 */
export async function choosePreset(
  context: CliContext,
  presets: readonly Preset[],
  wanted: string,
  otherwise: "none" | "default" | "ask",
): Promise<Preset | undefined> {
  if (wanted === NONE) return undefined;
  if (wanted !== "") return named(presets, wanted);
  if (otherwise === "none" || presets.length === 0) return undefined;
  const byDefault = presets.find((preset) => preset.Default);
  if (otherwise === "default" || !canAsk(context)) return byDefault;
  const choices = presets.map(({ ID, Name, Description }) => ({
    value: ID,
    label: plainText(Name),
    hint: plainText(Description),
  }));
  const none = { value: NONE, label: "None", hint: "every parameter is asked for" };
  const id = await askChoice(context, "Which preset?", [...choices, none], byDefault?.ID ?? NONE);
  return presets.find(({ ID }) => ID === id);
}

function named(presets: readonly Preset[], wanted: string): Preset {
  const found = presets.find(({ ID, Name }) => ID === wanted || Name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  const names = presets.map(({ Name }) => Name);
  const accepted =
    names.length === 0 ? "it has none" : `it has ${names.join(", ")}, and "none" is none of them`;
  throw invalidField(
    "--preset",
    `the template has no preset "${wanted}"; ${accepted}.${didYouMean(wanted, names)}`,
  );
}
