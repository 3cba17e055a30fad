import { AppError } from "./errors.ts";

/** A parsed `q=`: fields by lower-case key, and the bare words joined by spaces (coder-api 2.1). */
export interface SearchQuery {
  readonly fields: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Parses Coder's search syntax; throws AppError "invalid" with the faulty key as field. Without `keys` all are taken. */
export function parseSearchQuery(query: string, keys?: readonly string[]): SearchQuery {
  const fields = new Map<string, string>();
  const words: string[] = [];
  for (const element of elementsOf(query.trim().toLowerCase())) {
    const [key, value] = splitElement(element);
    if (key === undefined) words.push(value);
    else fields.set(checkKey(key, fields, keys), value);
  }
  return { fields, text: words.join(" ") };
}

function elementsOf(query: string): readonly string[] {
  const elements = query.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  const open = elements.find((element) => (element.match(/"/g) ?? []).length % 2 === 1);
  if (open !== undefined) throw fault("q", `the quote in ${open} is never closed`);
  return elements;
}

function splitElement(element: string): [string | undefined, string] {
  const parts = splitOutsideQuotes(element);
  if (parts.length === 1) return [undefined, unquote(element)];
  const [key = "", value = ""] = parts;
  if (parts.length > 2) throw fault("q", `"${element}" has more than one colon; put the value in quotes`);
  if (key === "" || value === "") throw fault("q", `"${element}" must have the form key:value`);
  return [key, unquote(value)];
}

function splitOutsideQuotes(element: string): readonly string[] {
  return (element.match(/:|(?:[^:"]|"[^"]*")+/g) ?? []).reduce<string[]>(
    (parts, piece) => {
      if (piece === ":") parts.push("");
      else parts[parts.length - 1] += piece;
      return parts;
    },
    [""],
  );
}

const unquote = (text: string): string => text.replaceAll('"', "");

function checkKey(key: string, fields: ReadonlyMap<string, string>, keys?: readonly string[]): string {
  if (keys?.includes(key) === false) throw fault(key, `is not a search key; accepted are ${keys.join(", ")}`);
  if (fields.has(key)) throw fault(key, "is given more than once");
  return key;
}

function fault(field: string, detail: string): AppError {
  return new AppError("invalid", `Invalid search query: ${field} ${detail}.`, {
    validations: [{ field, detail }],
  });
}
