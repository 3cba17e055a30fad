import type { z } from "zod";

/** One thing a user can set: by flag, else by variable, else its default. */
export interface Setting<T = unknown> {
  /** Environment variable. */
  readonly env: string;
  /** Long flag without its dashes; undefined for what is set by variable only. */
  readonly flag: string | undefined;
  readonly description: string;
  /** As the user would write it; shown in --help and in the docs. */
  readonly default: string;
  /** Reads the text; its message says what is accepted. */
  readonly schema: z.ZodType<T>;
  /** True for what no message may show. */
  readonly secret?: boolean;
}

export type Settings = Readonly<Record<string, Setting>>;

export type Values<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** By flag name, for flags that were given. */
  readonly flags: Readonly<Record<string, string | undefined>>;
}

/** Reads every setting; throws one ConfigError that names each bad flag or variable and what it accepts. */
export function readSettings<S extends Settings>(settings: S, sources: Sources): Values<S> {
  const faults: string[] = [];
  const values = Object.entries(settings).map(([name, setting]): [string, unknown] => {
    const { source, text } = textOf(setting, sources);
    const result = setting.schema.safeParse(text);
    if (result.success) return [name, result.data];
    const shown = setting.secret === true ? "" : ` (it is "${text}")`;
    faults.push(`${source}: ${result.error.issues.map(({ message }) => message).join("; ")}${shown}`);
    return [name, undefined];
  });
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  // Every entry was read by the schema of its name.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.freeze(Object.fromEntries(values)) as Values<S>;
}

/** The user's configuration is wrong; the message is for them. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

function textOf(setting: Setting, { env, flags }: Sources): { source: string; text: string } {
  const flag = setting.flag === undefined ? undefined : flags[setting.flag];
  if (flag !== undefined) return { source: `--${setting.flag ?? ""}`, text: flag };
  const variable = env[setting.env];
  if (variable !== undefined && variable !== "") return { source: setting.env, text: variable };
  return { source: setting.env, text: setting.default };
}
