import type { z } from "zod";
import { AppError, type FieldError } from "../wire/errors.ts";
import type { ApiContext } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { readBody } from "./read-body.ts";

/** The JSON body as `schema` reads it; "invalid" names every bad field by its JSON name. */
export async function parseBody<T extends z.ZodType>(
  c: ApiContext,
  schema: T,
  maxBytes?: number,
): Promise<z.output<T>> {
  const text = new TextDecoder().decode(await readBody(c, maxBytes));
  const body = parseJson(text);
  noteForAudit(c, { body });
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new AppError("invalid", "Validation failed.", { validations: result.error.issues.map(toFieldError) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : undefined;
    throw new AppError("invalid", "Request body must be valid JSON.", { detail, cause: error });
  }
}

function toFieldError({ path, message }: z.core.$ZodIssue): FieldError {
  const missing = /^Invalid input: (expected .+), received undefined$/.exec(message);
  return { field: path.join("."), detail: missing ? `is required (${missing[1]})` : message };
}
