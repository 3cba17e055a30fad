import type { z } from "zod";
import { invalidField } from "../../wire/errors.ts";

/** Input with its defaults; throws AppError "invalid" that names the field. */
export function parseQuery<S extends z.ZodType>(schema: S, input: z.input<S>): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidField(issue?.path.join(".") ?? "", issue?.message ?? "is not accepted");
}
