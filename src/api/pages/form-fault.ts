import type { z } from "zod";
import { AppError } from "../../wire/errors.ts";

/** What to tell the person at the form about a refusal; throws the error again when it is not about the form. */
export function formFault(error: unknown): string {
  if (!(error instanceof AppError) || error.code === "rate_limited") throw error;
  return error.message;
}

/** Names the fields that a schema refused, in words for the person at the form. */
export function schemaFault(error: z.ZodError, names: Readonly<Record<string, string>>): AppError {
  const lines = error.issues.map(
    ({ path, message }) => `${names[path.join(".")] ?? path.join(".")}: ${message}`,
  );
  return new AppError("invalid", `${lines.join(". ")}.`);
}
