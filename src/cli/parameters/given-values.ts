import { readFile } from "node:fs/promises";
import { AppError, invalidField } from "../../wire/errors.ts";

export type ParameterMap = ReadonlyMap<string, string>;

/** Reads `name=value` texts; throws AppError invalid that names the flag and the text that is none. */
export function pairsOf(flag: string, texts: readonly string[]): ParameterMap {
  const pairs = texts.map((text): [string, string] => {
    const at = text.indexOf("=");
    if (at < 1) throw invalidField(`--${flag}`, `"${text}" must be name=value`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return new Map(pairs);
}

/** The values in a YAML file, a list as JSON (coder-api 3.3); no values for an empty path. */
export async function valuesInFile(path: string): Promise<ParameterMap> {
  if (path === "") return new Map();
  const fault = (why: string, cause?: unknown): AppError =>
    new AppError("invalid", `--rich-parameter-file: ${path} ${why}`, { cause });
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw fault("cannot be read", error);
  });
  const { parse } = await import("yaml");
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw fault(`is not YAML: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (content === null) return new Map();
  if (typeof content !== "object" || Array.isArray(content))
    throw fault("must have a line `name: value` a parameter");
  return new Map(
    Object.entries(content).map(([name, value]) => [name, valueText(value, () => fault(wrong(name)))]),
  );
}

const wrong = (name: string): string =>
  `has for "${name}" neither a text, a number, a truth value nor a list of texts`;

function valueText(value: unknown, fault: () => AppError): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value) && value.every((part) => typeof part === "string")) return JSON.stringify(value);
  throw fault();
}
