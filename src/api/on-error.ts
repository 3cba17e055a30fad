import type { ErrorHandler } from "hono";
import { AppError } from "../wire/errors.ts";
import { STATUS_OF } from "../wire/http-status.ts";
import type { Response as Envelope } from "../wire/response.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";

export interface ErrorDeps extends Pick<ApiDeps, "log" | "accessUrl"> {
  /** Of a protected resource with metadata of its own; absent means the API as a whole. */
  readonly resourcePath?: string;
}

/** Failures the caller can act on keep their words; all others are logged and told by their request id only. */
export function onError(deps: ErrorDeps): ErrorHandler<ApiEnv> {
  const metadataUrl = `${deps.accessUrl}/.well-known/oauth-protected-resource${deps.resourcePath ?? ""}`;
  return (error, c) => {
    if (error instanceof AppError) return replyError(c, error, metadataUrl);
    if (isBadText(error)) return replyError(c, BAD_TEXT, metadataUrl);
    const { requestId } = c.var;
    deps.log.error(
      { err: error, request_id: requestId, method: c.req.method, path: c.req.path },
      "request failed",
    );
    const detail = `The deployment's log tells more about request ${requestId}.`;
    return respond(c, { message: "An internal server error occurred.", detail }, 500);
  };
}

const BAD_TEXT = new AppError("invalid", "Texts must not have the character U+0000.");

/** PostgreSQL (SQLSTATE 22021) cannot store this one character of Unicode, in whatever field it came. */
const isBadText = (error: Error): boolean => "code" in error && error.code === "22021";

function replyError(c: ApiContext, error: AppError, metadataUrl: string): Response {
  const envelope: Envelope = {
    message: error.message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.validations.length === 0 ? {} : { validations: [...error.validations] }),
    code: error.code,
  };
  if (error.retryAfter !== undefined) c.header("Retry-After", String(error.retryAfter));
  const refusal = challengeOf(error);
  // RFC 9728: where a client learns how to get a token.
  if (refusal !== undefined) c.header("WWW-Authenticate", `${refusal}, resource_metadata="${metadataUrl}"`);
  return respond(c, envelope, error.status ?? STATUS_OF[error.code]);
}

/** RFC 6750 section 3 (coder-api 1.2). */
function challengeOf(error: AppError): string | undefined {
  if (error.code === "unauthenticated") return challenge("invalid_token", error.detail ?? error.message);
  if (error.requiredScope === undefined) return undefined;
  const scope = `, scope="${error.requiredScope}"`;
  return challenge("insufficient_scope", error.detail ?? error.message) + scope;
}

function challenge(code: string, description: string): string {
  // What RFC 6750 allows in a description.
  const quoted = description.replaceAll('"', "'").replaceAll(/[^\u0020-\u007E]|\\/g, "");
  return `Bearer realm="coder", error="${code}", error_description="${quoted}"`;
}

/** Statuses of codes are not all in Hono's list of them (499), so this is a plain response. */
function respond(c: ApiContext, envelope: Envelope, status: number): Response {
  c.header("content-type", "application/json; charset=utf-8");
  return new Response(`${JSON.stringify(envelope)}\n`, { status, headers: c.res.headers });
}
