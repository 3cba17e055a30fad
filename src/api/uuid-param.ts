import { invalidField } from "../wire/errors.ts";
import { Uuid } from "../wire/scalars.ts";
import type { ApiContext } from "./api-env.ts";

/** A part of the path that must be a UUID; "invalid" names it (coder-api 0.2). */
export function uuidParam(c: ApiContext, name: string): string {
  const text = c.req.param(name) ?? "";
  if (!Uuid.safeParse(text).success) throw invalidField(name, `must be a UUID, not "${text}"`);
  return text.toLowerCase();
}
