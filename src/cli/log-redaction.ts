import type { LoggerOptions } from "pino";
import { redact } from "../lib/redact.ts";

const clean = (value: unknown): unknown => redact(value);

/** Keeps secrets out of the server's log: by the names of fields, and by their form in errors and causes. */
export function logRedaction(showError: (error: Error) => object): LoggerOptions {
  return {
    redact: {
      paths: ["token", "password", "secret", "*.token", "*.password", "*.secret"],
      censor: "[redacted]",
    },
    serializers: {
      err: (error: unknown) => clean(error instanceof Error ? { ...showError(error) } : error),
      reason: clean,
      cause: clean,
      detail: clean,
    },
  };
}
