import { z } from "zod";
import { invalidField } from "../wire/errors.ts";
import type { TerminalSize } from "../wire/agent-api.ts";

/** A terminal's size as models write it: columns, `x`, rows. */
export const terminalSize = z.string().regex(/^\d{1,4}x\d{1,4}$/, "must be columns x rows, such as 80x24");

/** The size that `text` means; throws AppError "invalid" past 1000. */
export function sizeOf(field: string, text: string): TerminalSize {
  const [cols = 0, rows = 0] = text.split("x").map(Number);
  const isUsable = [cols, rows].every((number) => number >= 1 && number <= 1000);
  if (!isUsable) throw invalidField(field, "columns and rows must be from 1 to 1000, such as 80x24");
  return { rows, cols };
}
