import type { RichParameter } from "../../wire/rich-parameter.ts";
import { askChoice, askChoices, askText, type Choice } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { plainText } from "../plain-text.ts";

/** Asks for a parameter's value in the form of its type; `initial` stands there to be accepted. */
export async function askParameter(
  context: CliContext,
  parameter: RichParameter,
  initial: string,
): Promise<string> {
  const message = messageOf(parameter);
  const choices = choicesOf(parameter);
  if (parameter.type === "list(string)" && choices.length > 0) {
    return JSON.stringify(await askChoices(context, message, choices, listOf(initial) ?? []));
  }
  if (choices.length > 0) return await askChoice(context, message, choices, initial);
  return await askText(context, message, (answer) => faultOf(parameter, answer), initial);
}

function messageOf({ name, display_name: title, description_plaintext: text }: RichParameter): string {
  const head = plainText(title === undefined || title === "" ? name : `${title} (${name})`);
  return text === "" ? head : `${head}: ${plainText(text)}`;
}

function choicesOf({ type, options }: RichParameter): readonly Choice[] {
  if (options.length > 0) {
    return options.map(({ name, value, description }) => ({
      value,
      label: plainText(name),
      hint: plainText(description),
    }));
  }
  if (type !== "bool") return [];
  return ["true", "false"].map((value) => ({ value, label: value, hint: "" }));
}

/** The texts of a list that is written as JSON; undefined for anything else. */
function listOf(text: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(value) && value.every((part) => typeof part === "string") ? value : undefined;
}

/** What a person can be told at once; all else is the deployment's to judge. */
function faultOf(parameter: RichParameter, answer: string): string | undefined {
  if (answer === "") return parameter.required ? "a value is needed" : undefined;
  if (parameter.type === "number" && !/^-?\d+(?:\.\d+)?$/.test(answer)) return "must be a number";
  if (parameter.type === "list(string)" && listOf(answer) === undefined)
    return 'must be a list such as ["a", "b"]';
  return outsideRange(parameter, Number(answer));
}

function outsideRange(parameter: RichParameter, value: number): string | undefined {
  const { type, validation_min: min, validation_max: max } = parameter;
  if (type !== "number") return undefined;
  if (min !== undefined && value < min) return `must be at least ${min}`;
  return max !== undefined && value > max ? `must be at most ${max}` : undefined;
}
