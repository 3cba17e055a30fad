import { TABLES } from "./tables.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  uuid: (value) => typeof value === "string" && UUID.test(value),
  time: (value) => typeof value === "string" && TIME.test(value),
  string: (value) => typeof value === "string",
  int: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  bool: (value) => typeof value === "boolean",
  object: (value) => isObject(value),
  any: () => true,
};

/** What a value has otherwise than its table says: each with the way to it. */
export function faultsOf(kind: string, value: unknown, at = "$"): readonly string[] {
  if (kind.endsWith("|null"))
    return value === null ? [] : faultsOf(kind.slice(0, -"|null".length), value, at);
  if (kind.endsWith("[]")) {
    if (!Array.isArray(value)) return [`${at} must be a list`];
    return value.flatMap((item, index) => faultsOf(kind.slice(0, -2), item, `${at}[${index}]`));
  }
  if (kind.startsWith("=")) {
    const isWord = typeof value === "string" && kind.slice(1).split(" ").includes(value);
    return isWord ? [] : [`${at} must be one of ${kind.slice(1)}, not ${JSON.stringify(value)}`];
  }
  const table = TABLES[kind];
  if (table !== undefined) return tableFaults(table, value, at);
  return KINDS[kind]?.(value) === true ? [] : [`${at} must be ${kind}, not ${JSON.stringify(value)}`];
}

function tableFaults(table: Readonly<Record<string, string>>, value: unknown, at: string): readonly string[] {
  if (!isObject(value)) return [`${at} must be an object`];
  const names = new Set(Object.keys(table).map((name) => name.replace("?", "")));
  const unknown = Object.keys(value).filter((name) => !names.has(name));
  return [
    ...unknown.map((name) => `${at}.${name} is not in the table`),
    ...Object.entries(table).flatMap(([field, kind]) => {
      const name = field.replace("?", "");
      if (name in value) return faultsOf(kind, value[name], `${at}.${name}`);
      return field.endsWith("?") ? [] : [`${at}.${name} is missing`];
    }),
  ];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
