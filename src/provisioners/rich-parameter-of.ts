import type { RichParameter } from "../wire/rich-parameter.ts";
import type { ParameterText } from "./template-schema.ts";

/** The parameter as the API shows it, with Coder's defaults for what the file leaves out (coder-api 8.3). */
export function richParameterOf(text: ParameterText): RichParameter {
  const { regex, error, min, max, monotonic } = text.validation;
  return {
    name: text.name,
    ...(text.display_name === undefined ? {} : { display_name: text.display_name }),
    description: text.description,
    description_plaintext: plain(text.description),
    type: text.type,
    form_type: text.form_type ?? formTypeOf(text),
    mutable: text.mutable,
    default_value: text.default ?? "",
    icon: text.icon,
    options: text.options,
    ...(error === undefined ? {} : { validation_error: error }),
    ...(regex === undefined ? {} : { validation_regex: regex }),
    ...(min === undefined ? {} : { validation_min: min }),
    ...(max === undefined ? {} : { validation_max: max }),
    ...(monotonic === undefined ? {} : { validation_monotonic: monotonic }),
    required: text.default === undefined || text.default === null,
    ephemeral: text.ephemeral,
  };
}

function formTypeOf({ type, options }: ParameterText): string {
  if (options.length > 0) return type === "list(string)" ? "multi-select" : "radio";
  switch (type) {
    case "bool":
      return "checkbox";
    case "list(string)":
      return "tag-select";
    case "string":
    case "number":
      return "input";
  }
}

/** Markdown without its marks. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[*`]+/g, "")
    .replaceAll(/^#+\s+/gm, "")
    .trim();
}
