import { AppError } from "../wire/errors.ts";
import { askConfirm, canAsk } from "./ask.ts";
import type { CliContext } from "./cli-context.ts";

/**
 * Asks before something is done that cannot be taken back, unless `--yes` was given. Throws AppError canceled for a no,
 * and invalid where nobody can be asked.
 */
export async function confirm(context: CliContext, yes: boolean, question: string): Promise<void> {
  if (yes) return;
  if (!canAsk(context)) {
    throw new AppError("invalid", `${question} Nobody can be asked here: give --yes to do it.`);
  }
  if (!(await askConfirm(context, question))) throw new AppError("canceled", "canceled; nothing was done");
}
