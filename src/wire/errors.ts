/** The stable codes of every failure a caller can act on, at each edge of the product. */
export const ERROR_CODES = [
  "invalid",
  "unauthenticated",
  "forbidden",
  "not_found",
  "gone",
  "conflict",
  "precondition",
  "too_large",
  "rate_limited",
  "unsupported",
  "unavailable",
  "timeout",
  "canceled",
  "storage_full",
  "approval_required",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One bad field of a request: `field` as the caller wrote it, `detail` says what is accepted. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

export interface AppErrorOptions extends ErrorOptions {
  readonly detail?: string | undefined;
  readonly validations?: readonly FieldError[] | undefined;
  /** Seconds after which the same call may succeed. */
  readonly retryAfter?: number | undefined;
  /** HTTP status, where Coder's API has another one for this failure than its code has (coder-api 0.2). */
  readonly status?: number | undefined;
  /** The scope that the caller's token lacks: the reason of a "forbidden". */
  readonly requiredScope?: string | undefined;
  /** True for a "not_found" of what is there and must not be seen; nobody but the audit log is told. */
  readonly isHidden?: boolean | undefined;
}

/** A failure the caller can act on. Anything else thrown is a bug and becomes a 500. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly validations: readonly FieldError[];
  readonly retryAfter: number | undefined;
  readonly status: number | undefined;
  readonly requiredScope: string | undefined;
  readonly isHidden: boolean;

  /** `message` and `detail` are shown to the caller; put secrets in `options.cause`, which is only logged. */
  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.detail = options.detail;
    this.validations = options.validations ?? [];
    this.retryAfter = options.retryAfter;
    this.status = options.status;
    this.requiredScope = options.requiredScope;
    this.isHidden = options.isHidden ?? false;
  }
}

/** Shorthand for the commonest failure: one bad field. */
export function invalidField(field: string, detail: string): AppError {
  return new AppError("invalid", `${field}: ${detail}`, { validations: [{ field, detail }] });
}

/** What is not there and what the caller may not see have one answer (coder-api 7.4). */
export function resourceNotFound(options: Pick<AppErrorOptions, "isHidden"> = {}): AppError {
  return new AppError("not_found", "Resource not found or you do not have access to this resource", options);
}
