import { MAX_TEXT } from "../format.ts";
import type { ToolResult } from "../tool.ts";

interface Bounds {
  /** Of one string. */
  readonly characters: number;
  /** Of one list. */
  readonly items: number;
}

const KEYS = 100;
const STEPS: readonly Bounds[] = [
  { characters: 10_000, items: 500 },
  { characters: 7000, items: 300 },
  { characters: 4000, items: 200 },
  { characters: 1000, items: 50 },
  { characters: 400, items: 20 },
  { characters: 150, items: 8 },
  { characters: 60, items: 3 },
  { characters: 40, items: 1 },
];

/**
 * A value as Coder's server sends it: one text of JSON that ends with a newline. What is over 16 KiB is shortened in
 * its strings and lists, and the note says so.
 */
export function jsonResult(value: object, note?: string): ToolResult {
  const whole = JSON.stringify(value);
  if (whole.length <= MAX_TEXT) return resultOf(value, whole, note);
  const cut = STEPS.map((bounds) => shortened(value, bounds));
  const fitting = cut.find((one) => JSON.stringify(one).length <= MAX_TEXT) ?? cut.at(-1);
  const told = `Over ${MAX_TEXT / 1024} KiB: long strings and lists are shortened.`;
  return resultOf(fitting, JSON.stringify(fitting), [told, note].filter(Boolean).join(" "));
}

/** A text as Coder's server sends one: as a JSON string. */
export const plainResult = (text: string): ToolResult => resultOf(text, JSON.stringify(text), undefined);

/** A list, as far as it fits; `rest` says how to get what follows its first `shown` items. */
export function listResult(
  items: readonly object[],
  rest: (shown: number) => string | undefined,
): ToolResult {
  let shown = 0;
  let length = 0;
  for (const item of items) {
    length += JSON.stringify(item).length + 1;
    if (length > MAX_TEXT && shown > 0) break;
    shown += 1;
  }
  return jsonResult(items.slice(0, shown), rest(shown));
}

const resultOf = (value: unknown, text: string, note: string | undefined): ToolResult => ({
  text: `${text}\n`,
  structured: isRecord(value) ? value : { result: value },
  ...(note === undefined || note === "" ? {} : { note }),
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function shortened(value: unknown, bounds: Bounds): unknown {
  if (typeof value === "string") return shortString(value, bounds.characters);
  if (Array.isArray(value))
    return value.slice(0, bounds.items).map((item: unknown) => shortened(item, bounds));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).slice(0, KEYS);
  return Object.fromEntries(entries.map(([key, item]) => [key, shortened(item, bounds)]));
}

/** The middle goes: logs and outputs begin and end with what matters most. */
function shortString(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = limit / 2;
  return `${text.slice(0, half)}… [${text.length - limit} characters left out] …${text.slice(-half)}`;
}
