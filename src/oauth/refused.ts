import { AppError } from "../wire/errors.ts";

export const SIGNED_OUT = "You are signed out or your session has expired. Please sign in again to continue.";

/** The failure of a token that is not, or no longer, good; `detail` says why. */
export function refused(detail: string): AppError {
  return new AppError("unauthenticated", SIGNED_OUT, { detail });
}
