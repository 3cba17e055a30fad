import { isAbsolute, join, normalize } from "node:path";
import { invalidField } from "../../wire/errors.ts";

/** An absolute path from the caller's text; throws AppError "invalid" naming `field`. There is no jail. */
export function expandPath(text: string, home: string, field: string): string {
  if (text.includes("\0")) throw invalidField(field, "must not contain NUL characters");
  if (text === "~") return normalize(home);
  if (text.startsWith("~/")) return join(home, text.slice(2));
  if (isAbsolute(text)) return normalize(text);
  throw invalidField(field, `must be absolute or begin with ~/, not ${JSON.stringify(text)}`);
}
