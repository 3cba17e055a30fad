import type { Setting } from "../config/setting.ts";
import { oneOf } from "../config/setting-schemas.ts";
import type { CliContext } from "./cli-context.ts";
import { plainText } from "./plain-text.ts";

/** `-o` of a command that can answer in several forms; the first is the default. */
export function outputSetting<const F extends string>(formats: readonly [F, ...F[]]) {
  return {
    env: undefined,
    flag: "output",
    short: "o",
    choices: formats,
    description: `The form of the answer: ${formats.join(", ")}.`,
    default: formats[0],
    schema: oneOf(formats),
  } as const satisfies Setting<F>;
}

/** Writes JSON as Coder's CLI does: indented, with a line end. */
export function writeJson({ stdout }: Pick<CliContext, "stdout">, value: unknown): void {
  stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Writes a table whose columns are as wide as their longest cell; headings in capitals, cells as plain lines. */
export function writeTable(
  { stdout }: Pick<CliContext, "stdout">,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const lines = [columns.map((name) => name.toUpperCase()), ...rows.map((row) => row.map(plainText))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? "").length)));
  for (const line of lines) {
    const cells = line.map((cell, index) => cell.padEnd(widths[index] ?? 0));
    stdout.write(`${cells.join("  ").trimEnd()}\n`);
  }
}
