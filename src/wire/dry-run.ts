import { z } from "zod";
import { ParameterValue } from "./rich-parameter.ts";
import { Time } from "./scalars.ts";

/** Body of `POST /templateversions/{v}/dry-run` (coder-api 3.5). */
export const CreateDryRun = z.object({
  workspace_name: z.string().max(32).default(""),
  rich_parameter_values: z.array(ParameterValue).nullish(),
  user_variable_values: z.array(ParameterValue).nullish(),
});

export const MatchedProvisioners = z.object({
  count: z.int(),
  available: z.int(),
  most_recently_seen: Time.optional(),
});
