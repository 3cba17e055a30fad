import type { RichParameter } from "../../../src/wire/rich-parameter.ts";
import { Field } from "../../parts/field.tsx";
import { SelectField } from "./select-field.tsx";

interface ParameterFieldProps {
  readonly parameter: RichParameter;
  /** What a preset says it is; then nothing else can be chosen. */
  readonly fixed: string | undefined;
}

/** The question for a template's parameter, in the form that its type asks for (coder-api 3.3). */
export function ParameterField({ parameter, fixed }: ParameterFieldProps) {
  const { options, type, default_value: otherwise, display_name: shown, name } = parameter;
  const label = shown === undefined || shown === "" ? name : shown;
  const common = { label, name: `parameter:${name}`, hint: hintOf(parameter) };
  if (fixed !== undefined) return <Field {...common} value={fixed} readOnly />;
  const choices = type === "bool" ? BOOLEANS : options.map((one) => ({ value: one.value, text: one.name }));
  if (choices.length > 0)
    return (
      <SelectField
        {...common}
        defaultValue={otherwise === "" ? (choices[0]?.value ?? "") : otherwise}
        options={choices}
      />
    );
  const bounds =
    type === "number"
      ? { type: "number", min: parameter.validation_min, max: parameter.validation_max, step: "any" }
      : { type: "text" };
  return (
    <Field
      {...common}
      {...bounds}
      defaultValue={otherwise}
      required={parameter.required}
      autoComplete="off"
    />
  );
}

const BOOLEANS = [
  { value: "true", text: "yes" },
  { value: "false", text: "no" },
];

function hintOf({ description_plaintext: text, type, mutable }: RichParameter): string {
  const notes = [
    text,
    type === "list(string)" ? 'A JSON list, such as ["one"].' : "",
    mutable ? "" : "Stays as it is.",
  ];
  return notes.filter((note) => note !== "").join(" ");
}
