import { z } from "zod";
import { PARAMETER_TYPES } from "../wire/rich-parameter.ts";
import { SharingLevel } from "../wire/template-spec.ts";
import { parseDuration } from "../lib/duration.ts";
import { EchoSettings } from "./echo-settings.ts";

/** The shape of template.yaml; what spans several fields is in check-template.ts. */

const MINUTE_MS = 60_000;
const LONGEST_TTL_MS = 30 * 24 * 60 * MINUTE_MS;
const text = z.string().default("");
/** YAML writes numbers and booleans bare; parameter values are text. */
const Value = z.union(
  [
    z.string(),
    z.number().transform(String),
    z.boolean().transform(String),
    z.array(z.string()).transform((list) => JSON.stringify(list)),
  ],
  "must be text, a number, true, false or a list of texts",
);
const duration = z
  .union([z.string(), z.number().transform((seconds) => `${seconds}s`)])
  .transform((given, context) => {
    const ms = parseDuration(given === "0s" ? "0" : given);
    if (ms === undefined) context.addIssue("must be a duration such as 8h, 1h30m or 45s, or 0");
    return ms ?? 0;
  });
const ttl = duration.refine(
  (ms) => ms === 0 || (ms >= MINUTE_MS && ms <= LONGEST_TTL_MS),
  "must be 0 (never) or between 1m and 30d",
);
const name = z
  .string()
  .max(64, "must be at most 64 characters")
  .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]*$/, "must be letters, digits and _ . - and not begin with . or -");

const Option = z.strictObject({ name: z.string().min(1), value: Value, description: text, icon: text });

const Validation = z.strictObject({
  regex: z.string().optional(),
  error: z.string().optional(),
  min: z.int().optional(),
  max: z.int().optional(),
  monotonic: z.enum(["increasing", "decreasing"]).optional(),
});

const Parameter = z.strictObject({
  name,
  display_name: z.string().optional(),
  description: text,
  type: z.enum(PARAMETER_TYPES).default("string"),
  form_type: z
    .enum([
      "radio",
      "dropdown",
      "input",
      "textarea",
      "slider",
      "checkbox",
      "switch",
      "tag-select",
      "multi-select",
    ])
    .optional(),
  default: Value.nullish(),
  mutable: z.boolean().default(true),
  ephemeral: z.boolean().default(false),
  icon: text,
  options: z.array(Option).default([]),
  validation: Validation.prefault({}),
});
export type ParameterText = z.infer<typeof Parameter>;

const Preset = z.strictObject({
  name: z.string().min(1).max(64),
  description: text,
  icon: text,
  default: z.boolean().default(false),
  parameters: z.record(z.string(), Value).default({}),
});

const App = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be lower-case letters and digits joined by single hyphens"),
  display_name: z.string().optional(),
  icon: text,
  url: z.string().nullable().default(null),
  command: z.string().nullable().default(null),
  external: z.boolean().default(false),
  hidden: z.boolean().default(false),
  /** Opens the app on a host of its own where the deployment has a wildcard host. */
  subdomain: z.boolean().default(false),
  share: SharingLevel.default("owner"),
});

const Agent = z.strictObject({
  name: z
    .string()
    .max(64)
    .regex(/^[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*$/, "must be letters and digits joined by single hyphens")
    .default("main"),
  directory: z.string().min(1).default("~"),
  startup_script: text,
  startup_timeout: duration.default(0),
  startup_script_behavior: z.enum(["blocking", "non-blocking"]).default("blocking"),
  connection_timeout: duration.default(120_000),
  env: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "must be a variable name"), z.string())
    .default({}),
  apps: z.array(App).default([]),
});

export const TemplateText = z.strictObject({
  name: z.string().optional(),
  display_name: text,
  description: text,
  icon: text,
  provisioner: z.string().optional(),
  idle_ttl: ttl.default(0),
  parameters: z.array(Parameter).default([]),
  presets: z.array(Preset).default([]),
  agents: z.array(Agent).optional(),
  local: z.strictObject({}).optional(),
  echo: EchoSettings.optional(),
});
export type TemplateText = z.infer<typeof TemplateText>;

/** Keys of template.yaml that only the provisioner of that name reads. */
export const SETTINGS = ["local", "echo"] as const satisfies readonly (keyof TemplateText)[];

/** Known keys of each mapping, by its path without list positions: for the hint at a misspelt one. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(TemplateText.shape),
  parameters: Object.keys(Parameter.shape),
  "parameters.options": Object.keys(Option.shape),
  "parameters.validation": Object.keys(Validation.shape),
  presets: Object.keys(Preset.shape),
  agents: Object.keys(Agent.shape),
  "agents.apps": Object.keys(App.shape),
  echo: Object.keys(EchoSettings.shape),
};
