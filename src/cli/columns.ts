import type { Setting } from "../config/setting.ts";
import { textList } from "../config/setting-schemas.ts";
import { didYouMean } from "../lib/nearest-name.ts";
import type { CliContext } from "./cli-context.ts";
import { writeTable } from "./output.ts";

/** What a table can show of a row, by the name of its heading. */
export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => string;
}

/** `-c` of a command with a table: names of columns, joined by commas or one a flag; `shown` are the default. */
export function columnSetting<T>(columns: readonly Column<T>[], shown: readonly string[]) {
  const names = columns.map(({ name }) => name);
  return {
    env: undefined,
    flag: "column",
    short: "c",
    kind: "list",
    placeholder: "name,...",
    description: `Columns of the table: ${names.join(", ")}.`,
    default: shown.join(","),
    schema: textList.transform((texts, context) => {
      const wanted = texts.flatMap((text) => text.split(",").map((name) => name.trim().toLowerCase()));
      for (const name of wanted.filter((one) => !names.includes(one))) {
        const message = `must be of ${names.join(", ")}, not "${name}".${didYouMean(name, names)}`;
        context.addIssue({ code: "custom", message });
      }
      return wanted;
    }),
  } as const satisfies Setting<readonly string[]>;
}

/** Writes the chosen columns of the rows, in the order in which they were asked for. */
export function writeColumns<T>(
  context: Pick<CliContext, "stdout">,
  columns: readonly Column<T>[],
  chosen: readonly string[],
  rows: readonly T[],
): void {
  const shown = chosen.flatMap((name) => columns.filter((column) => column.name === name));
  writeTable(
    context,
    shown.map(({ name }) => name),
    rows.map((row) => shown.map(({ cell }) => cell(row))),
  );
}
