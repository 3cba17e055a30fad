import type { ErrorCode } from "./errors.ts";

/** HTTP status of each error code, for our API and for the agent's (coder-api 0.2). */
export const STATUS_OF = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  gone: 410,
  conflict: 409,
  precondition: 412,
  too_large: 413,
  rate_limited: 429,
  unsupported: 415,
  unavailable: 503,
  timeout: 504,
  canceled: 499,
  storage_full: 507,
  approval_required: 428,
} as const satisfies Record<ErrorCode, number>;

const CODE_OF = new Map<number, ErrorCode>([
  ...Object.entries(STATUS_OF).map(([code, status]): [number, ErrorCode] => [status, narrow(code)]),
  [405, "conflict"],
  [406, "precondition"],
  [417, "precondition"],
  [422, "invalid"],
  [425, "precondition"],
  [502, "unavailable"],
]);

/** The code that stands for an HTTP status of any Coder deployment; undefined for a server fault (5xx). */
export function codeOfStatus(status: number): ErrorCode | undefined {
  return CODE_OF.get(status) ?? (status >= 400 && status < 500 ? "invalid" : undefined);
}

function narrow(code: string): ErrorCode {
  if (isErrorCode(code)) return code;
  throw new TypeError(`not an error code: ${code}`);
}

/** Tells whether a word from the wire is one of our codes. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(STATUS_OF, code);
}
