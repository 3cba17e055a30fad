import { z } from "zod";
import { listOf } from "./scalars.ts";

export const PARAMETER_TYPES = ["string", "number", "bool", "list(string)"] as const;

export const ParameterOption = z.object({
  name: z.string(),
  description: z.string(),
  value: z.string(),
  icon: z.string(),
});

/** A template version's parameter (coder-api 3.3). */
export const RichParameter = z.object({
  name: z.string(),
  display_name: z.string().optional(),
  description: z.string(),
  description_plaintext: z.string(),
  type: z.string(),
  form_type: z.string(),
  mutable: z.boolean(),
  default_value: z.string(),
  icon: z.string(),
  options: listOf(ParameterOption),
  validation_error: z.string().optional(),
  validation_regex: z.string().optional(),
  validation_min: z.int().optional(),
  validation_max: z.int().optional(),
  validation_monotonic: z.string().optional(),
  required: z.boolean(),
  ephemeral: z.boolean(),
});
export type RichParameter = z.infer<typeof RichParameter>;

export const ParameterValue = z.object({ name: z.string(), value: z.string() });
export type ParameterValue = z.infer<typeof ParameterValue>;
