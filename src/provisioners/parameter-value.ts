import { z } from "zod";
import type { RichParameter } from "../wire/rich-parameter.ts";

/** Go's ParseBool forms, which Coder accepts (coder-api 8.3). */
const BOOLS = new Set(["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"]);
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const WHOLE = /^[+-]?\d+$/;
const Strings = z.array(z.string());

type Check = (parameter: RichParameter, value: string, previous: string | undefined) => string | undefined;
const CHECKS: readonly Check[] = [typeProblem, optionProblem, regexProblem, rangeProblem, monotonicProblem];

/** What is wrong with a value, said as what is accepted instead; undefined when it is right (coder-api 8.3). */
export function valueProblem(parameter: RichParameter, value: string, previous?: string): string | undefined {
  for (const check of CHECKS) {
    const problem = check(parameter, value, previous);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Elements of a `list(string)` value; undefined when the text is no JSON array of strings. */
export function parseList(value: string): readonly string[] | undefined {
  try {
    return Strings.parse(JSON.parse(value));
  } catch {
    return undefined;
  }
}

function typeProblem(parameter: RichParameter, value: string): string | undefined {
  const isWhole = parameter.validation_min !== undefined || parameter.validation_max !== undefined;
  switch (parameter.type) {
    case "number":
      if (isWhole || parameter.validation_monotonic !== undefined) {
        return WHOLE.test(value) ? undefined : "must be a whole number";
      }
      return NUMBER.test(value) ? undefined : "must be a number";
    case "bool":
      return BOOLS.has(value) ? undefined : "must be true or false";
    case "list(string)":
      return parseList(value) === undefined ? 'must be a JSON array of strings such as ["a","b"]' : undefined;
    default:
      return undefined;
  }
}

function optionProblem({ options, type }: RichParameter, value: string): string | undefined {
  if (options.length === 0) return undefined;
  const accepted = options.map((option) => option.value);
  const chosen = type === "list(string)" ? (parseList(value) ?? []) : [value];
  if (chosen.every((one) => accepted.includes(one))) return undefined;
  return `must be one of the options: ${accepted.join(", ")}`;
}

function regexProblem(parameter: RichParameter, value: string): string | undefined {
  const { validation_regex: regex } = parameter;
  if (regex === undefined || new RegExp(regex).test(value)) return undefined;
  return message(parameter, value) ?? `must match ${regex}`;
}

function rangeProblem(parameter: RichParameter, value: string): string | undefined {
  const { validation_min: min, validation_max: max } = parameter;
  if (Number(value) < (min ?? -Infinity)) return message(parameter, value) ?? `must be at least ${min}`;
  if (Number(value) > (max ?? Infinity)) return message(parameter, value) ?? `must be at most ${max}`;
  return undefined;
}

function monotonicProblem(parameter: RichParameter, value: string, previous?: string): string | undefined {
  if (previous === undefined || !WHOLE.test(previous)) return undefined;
  if (parameter.validation_monotonic === "increasing" && Number(value) < Number(previous)) {
    return `can only be increased, so must be at least ${previous}`;
  }
  if (parameter.validation_monotonic === "decreasing" && Number(value) > Number(previous)) {
    return `can only be decreased, so must be at most ${previous}`;
  }
  return undefined;
}

/** The template's own words, with its placeholders filled. */
function message(parameter: RichParameter, value: string): string | undefined {
  return parameter.validation_error
    ?.replaceAll("{min}", String(parameter.validation_min ?? ""))
    .replaceAll("{max}", String(parameter.validation_max ?? ""))
    .replaceAll("{value}", value);
}
