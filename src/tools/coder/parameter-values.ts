import { z } from "zod";
import type { ParameterValue } from "../../wire/rich-parameter.ts";

export const richParameters = z.record(z.string(), z.string()).describe("Values by parameter name");

/** Parameters as the API takes them. */
export const parameterValues = (values: Readonly<Record<string, string>>): z.infer<typeof ParameterValue>[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
