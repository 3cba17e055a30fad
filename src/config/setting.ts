import type { z } from "zod";

/** Things of the deployment whose names are offered at a press of the Tab key. */
export type Completes = "workspace" | "template" | "user";

/** One thing a user can set: by flag, else by variable, else its default. */
export interface Setting<T = unknown> {
  /** Environment variable; undefined for what is set by flag only. */
  readonly env: string | undefined;
  /** Long flag without its dashes; undefined for what is set by variable only. */
  readonly flag: string | undefined;
  /** One letter that stands for the flag. */
  readonly short?: string;
  /** `switch`: the flag takes no value. `list`: it may be given several times; its variable has commas. */
  readonly kind?: "switch" | "list";
  /** What `--help` writes for the value; `value` unless it says more. */
  readonly placeholder?: string;
  /** The words that are accepted, for help and completion; the schema holds them. */
  readonly choices?: readonly string[];
  /** What of the deployment stands here, for completion. */
  readonly completes?: Completes;
  readonly description: string;
  /** As the user would write it; shown in --help and in the docs. */
  readonly default: string;
  /** Reads the text, or the texts of a list; its message says what is accepted. */
  readonly schema: z.ZodType<T>;
  /** True for what no message may show. */
  readonly secret?: boolean;
}

export type Settings = Readonly<Record<string, Setting>>;

export type Values<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

export type FlagValue = string | readonly string[] | undefined;

export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** By flag name, for flags that were given; a switch is "true", a list has each of its values. */
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/** Reads every setting; throws one ConfigError that names each bad flag or variable and what it accepts. */
export function readSettings<S extends Settings>(settings: S, sources: Sources): Values<S> {
  const faults: string[] = [];
  const values = Object.entries(settings).map(([name, setting]): [string, unknown] => {
    const { source, text } = textOf(setting, sources);
    const result = setting.schema.safeParse(text);
    if (result.success) return [name, result.data];
    const shown = setting.secret === true ? "" : ` (it is "${String(text)}")`;
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

interface Given {
  /** The flag or variable that a message names. */
  readonly source: string;
  readonly text: string | readonly string[];
}

function textOf(setting: Setting, { env, flags }: Sources): Given {
  const flag = setting.flag === undefined ? undefined : flags[setting.flag];
  if (flag !== undefined) return { source: `--${setting.flag ?? ""}`, text: flag };
  const variable = setting.env === undefined ? undefined : env[setting.env];
  const source = setting.env ?? `--${setting.flag ?? ""}`;
  const text = variable === undefined || variable === "" ? setting.default : variable;
  return { source, text: setting.kind === "list" ? partsOf(text) : text };
}

function partsOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
