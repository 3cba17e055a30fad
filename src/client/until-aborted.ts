import { AppError } from "../wire/errors.ts";

/** What `promise` settles with, unless the signal fires before. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(abortFailure(signal));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** The error that a call ends with when its signal fires: the signal's own reason if callers can act on it. */
export function abortFailure(signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  return reason instanceof AppError
    ? reason
    : new AppError("canceled", "the call was canceled", { cause: reason });
}
