import { AppError, type ErrorCode } from "../wire/errors.ts";
import { codeOfStatus, isErrorCode } from "../wire/http-status.ts";
import { Response as Envelope } from "../wire/response.ts";
import type { Incoming, Outgoing } from "./transport.ts";

/** What a deployment answered instead of success; the cause of the AppError that callers see. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly status: number;
  /** True when the answer carried one of our stable codes, so it comes from our deployment's own routes. */
  readonly coded: boolean;

  constructor(request: string, status: number, coded: boolean) {
    super(`${request} answered ${status}`);
    this.status = status;
    this.coded = coded;
  }
}

type Head = Pick<Incoming, "status" | "header">;

/** Turns a refused call into an AppError: the envelope's own code first, else the one of the status. */
export function failureOf(request: Outgoing, response: Head, text: string): AppError {
  const envelope = envelopeOf(text);
  if (envelope === undefined) return foreignAnswer(request, response);
  const own = envelope.code !== undefined && isErrorCode(envelope.code) ? envelope.code : undefined;
  const code = own ?? codeOfStatus(response.status) ?? "unavailable";
  return new AppError(code, messageOf(envelope.message, own ?? codeOfStatus(response.status), response), {
    detail: envelope.detail,
    validations: envelope.validations ?? undefined,
    retryAfter: secondsOf(response.header("retry-after")),
    cause: new HttpFailure(`${request.method} ${request.url}`, response.status, own !== undefined),
  });
}

/** True when an error means that the deployment has no such route, or keeps the object from us without a code. */
export function isUncodedStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return (
    error instanceof AppError &&
    error.cause instanceof HttpFailure &&
    !error.cause.coded &&
    statuses.includes(error.cause.status)
  );
}

function messageOf(message: string, code: ErrorCode | undefined, response: Head): string {
  return code === undefined ? `the deployment failed (HTTP ${response.status}): ${message}` : message;
}

function envelopeOf(text: string): Envelope | undefined {
  try {
    return Envelope.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** An answer without Coder's envelope comes from a proxy in between, or from another kind of server. */
function foreignAnswer(request: Outgoing, response: Head): AppError {
  const cause = new HttpFailure(`${request.method} ${request.url}`, response.status, false);
  const origin = new URL(request.url).origin;
  const options = { cause, retryAfter: secondsOf(response.header("retry-after")) };
  if (response.status === 401 || response.status === 429 || response.status >= 500) {
    const code = codeOfStatus(response.status) ?? "unavailable";
    return new AppError(code, `${origin} answered HTTP ${response.status} without an explanation`, options);
  }
  if (response.header("x-coder-build-version") !== null) {
    const code = codeOfStatus(response.status) ?? "unavailable";
    return new AppError(code, `${new URL(request.url).pathname}: HTTP ${response.status}`, options);
  }
  return new AppError(
    "unsupported",
    `${origin} is not a Coder deployment: it answered HTTP ${response.status} to ${new URL(request.url).pathname}; check the URL`,
    options,
  );
}

function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
