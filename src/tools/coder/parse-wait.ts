import { parseDuration } from "../../lib/duration.ts";
import { invalidField } from "../../wire/errors.ts";

const MAX_MS = 300_000;

/** Milliseconds of a duration as Go writes it; throws AppError "invalid" for another text, or more than five minutes. */
export function parseWait(field: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw invalidField(field, `must be a duration such as 30s or 5m, not "${text}"`);
  if (ms <= MAX_MS) return ms;
  throw invalidField(
    field,
    "must be at most 5m; start what takes longer with run_in_background and read it with coder_workspace_process_output",
  );
}
