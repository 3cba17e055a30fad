import { didYouMean } from "../../lib/nearest-name.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import type { ParameterValue, RichParameter } from "../../wire/rich-parameter.ts";
import { canAsk } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { askParameter } from "./ask-parameter.ts";
import { pairsOf, valuesInFile, type ParameterMap } from "./given-values.ts";
import type { ParameterFlags } from "./parameter-settings.ts";

export interface Wanted {
  readonly parameters: readonly RichParameter[];
  /** Values that the build has without being told: those of a preset, or of the build before. */
  readonly known: ParameterMap;
  /** What a person at a terminal is asked for. */
  readonly asks: "all" | "required" | "nothing";
}

/**
 * The values to build with: those that were given, and what a person answers. Throws AppError invalid for a name that
 * the template does not have, and for required parameters that have no value where nobody can be asked.
 */
export async function resolveParameters(
  context: CliContext,
  flags: ParameterFlags,
  wanted: Wanted,
): Promise<ParameterValue[]> {
  const given = await givenValues(flags, wanted.parameters);
  const defaults = pairsOf("parameter-default", flags.parameterDefault);
  checkNames("parameter-default", defaults, wanted.parameters);
  const values = new Map(given);
  const missing: string[] = [];
  for (const parameter of wanted.parameters.filter((one) => isOpen(one, wanted.known, given))) {
    const { name, required } = parameter;
    const initial = defaults.get(name) ?? parameter.default_value;
    if (isAsked(context, flags, wanted, parameter))
      values.set(name, await askParameter(context, parameter, initial));
    else if (defaults.has(name)) values.set(name, initial);
    else if (required) missing.push(name);
  }
  if (missing.length > 0) throw withoutValue(missing);
  return [...values].map(([name, value]) => ({ name, value }));
}

/** What flags and file say; a flag wins over the file. */
async function givenValues(
  flags: ParameterFlags,
  parameters: readonly RichParameter[],
): Promise<ParameterMap> {
  const file = await valuesInFile(flags.richParameterFile);
  const named = pairsOf("parameter", flags.parameter);
  const ephemeral = pairsOf("ephemeral-parameter", flags.ephemeralParameter);
  checkNames("rich-parameter-file", file, parameters);
  checkNames("parameter", named, parameters);
  checkNames(
    "ephemeral-parameter",
    ephemeral,
    parameters.filter((one) => one.ephemeral),
  );
  return new Map([...file, ...named, ...ephemeral]);
}

function checkNames(flag: string, values: ParameterMap, parameters: readonly RichParameter[]): void {
  const names = parameters.map(({ name }) => name);
  const unknown = [...values.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const kind = flag === "ephemeral-parameter" ? "ephemeral parameter" : "parameter";
  const accepted = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  throw invalidField(
    `--${flag}`,
    `the template has no ${kind} "${unknown}"; ${accepted}.${didYouMean(unknown, names)}`,
  );
}

const isOpen = ({ name, ephemeral }: RichParameter, known: ParameterMap, given: ParameterMap): boolean =>
  !ephemeral && !known.has(name) && !given.has(name);

function isAsked(
  context: CliContext,
  { useParameterDefaults }: ParameterFlags,
  { asks }: Wanted,
  { required }: RichParameter,
): boolean {
  if (!canAsk(context) || asks === "nothing") return false;
  return required || (asks === "all" && !useParameterDefaults);
}

function withoutValue(names: readonly string[]): AppError {
  const flags = names.map((name) => `--parameter '${name}=…'`).join(" ");
  const several = names.length === 1 ? "a parameter has" : "parameters have";
  return new AppError("invalid", `${several} no value: ${names.join(", ")}`, { detail: `Give ${flags}` });
}
