import { COMMANDS } from "../../src/cli/commands.ts";
import { GLOBAL_SETTINGS } from "../../src/config/global-settings.ts";
import { OTHER_VARIABLES } from "../../src/config/other-variables.ts";
import type { Settings } from "../../src/config/setting.ts";
import { code, markdownTable } from "./markdown-table.ts";

interface Row {
  readonly env: string;
  readonly of: string;
  readonly fallback: string;
  readonly description: string;
}

/** Every variable that anything of the package reads, by name. */
export function environmentTable(): string {
  const everywhere = rowsOf("every command", GLOBAL_SETTINGS);
  const others = OTHER_VARIABLES.map((variable) => ({ ...variable, fallback: "" }));
  const known = new Set([...everywhere, ...others].map(({ env }) => env));
  const own = COMMANDS.flatMap(({ words, settings }) =>
    rowsOf(code(["coder", ...words].join(" ")), settings),
  );
  const rows = [...everywhere, ...others, ...merged(own.filter(({ env }) => !known.has(env)))];
  return markdownTable(
    ["variable", "read by", "default", "meaning"],
    rows
      .toSorted((one, other) => one.env.localeCompare(other.env))
      .map(({ env, of, fallback, description }) => [code(env), of, code(fallback), description]),
  );
}

const rowsOf = (of: string, settings: Settings): readonly Row[] =>
  Object.values(settings).flatMap(({ env, default: fallback, description }) =>
    env === undefined ? [] : [{ env, of, fallback, description }],
  );

/** One row for a variable of several commands. */
function merged(rows: readonly Row[]): readonly Row[] {
  return Object.values(Object.groupBy(rows, ({ env }) => env)).flatMap((same = []) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, of: same.map(({ of }) => of).join(", ") }];
  });
}
