import type { Format } from "./format.ts";
import { jsonFormat } from "./json-format.ts";
import { tomlFormat } from "./toml-format.ts";
import { yamlFormat } from "./yaml-format.ts";

/** Every kind of configuration file; Gemini's JSON has comments and no trailing commas. */
export const FORMATS = {
  json: jsonFormat({ comments: false, trailingCommas: false }),
  gemini: jsonFormat({ comments: true, trailingCommas: false }),
  jsonc: jsonFormat({ comments: true, trailingCommas: true }),
  toml: tomlFormat,
  yaml: yamlFormat,
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;
