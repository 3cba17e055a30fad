import { AppError } from "../wire/errors.ts";
import type { FieldError } from "../wire/errors.ts";
import type { ParameterValue, RichParameter } from "../wire/rich-parameter.ts";
import { valueProblem } from "./parameter-value.ts";

export interface ParameterRequest {
  readonly parameters: readonly RichParameter[];
  /** Values of the chosen preset; they win over supplied ones. */
  readonly preset: Readonly<Record<string, string>> | undefined;
  readonly supplied: readonly ParameterValue[];
  /** Values of the workspace's last build. */
  readonly previous: readonly ParameterValue[];
  /** True for every build but a workspace's first: immutable parameters then keep their value. */
  readonly isUpdate: boolean;
}

/**
 * The value of every parameter of a build: preset, else supplied, else previous (not of ephemeral ones), else
 * default (coder-api 2.6). Throws AppError "invalid" with one validation for each bad parameter.
 */
export function resolveParameters(request: ParameterRequest): ParameterValue[] {
  const given = new Map(request.supplied.map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries(request.preset ?? {})) given.set(name, value);
  const previous = new Map(request.previous.map(({ name, value }) => [name, value]));

  const problems = unknownNames(request.parameters, [...given.keys()]);
  const values: ParameterValue[] = [];
  for (const parameter of request.parameters) {
    const before = previous.get(parameter.name);
    const value = given.get(parameter.name) ?? inherited(parameter, before);
    const detail = problemOf(parameter, value, before, request.isUpdate);
    if (detail !== undefined) problems.push({ field: parameter.name, detail });
    if (value !== undefined) values.push({ name: parameter.name, value });
  }
  if (problems.length === 0) return values;
  const text = problems.map(({ field, detail }) => `${field}: ${detail}`).join("; ");
  throw new AppError("invalid", `unable to validate parameters: ${text}`, { validations: problems });
}

function unknownNames(parameters: readonly RichParameter[], given: readonly string[]): FieldError[] {
  const known = parameters.map(({ name }) => name);
  const has = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  return given
    .filter((name) => !known.includes(name))
    .map((field) => ({ field, detail: `the template has no such parameter; ${has}` }));
}

function inherited(parameter: RichParameter, before: string | undefined): string | undefined {
  if (before !== undefined && !parameter.ephemeral) return before;
  return parameter.required ? undefined : parameter.default_value;
}

function problemOf(
  parameter: RichParameter,
  value: string | undefined,
  before: string | undefined,
  isUpdate: boolean,
): string | undefined {
  if (value === undefined) return `is required: ${wanted(parameter)}`;
  if (isUpdate && !parameter.mutable && before !== undefined && value !== before) {
    return `cannot be changed after the workspace was created; it is ${JSON.stringify(before)}`;
  }
  return valueProblem(parameter, value, before);
}

function wanted({ type, options }: RichParameter): string {
  if (options.length > 0) return `one of ${options.map(({ value }) => value).join(", ")}`;
  return `a ${type}`;
}
