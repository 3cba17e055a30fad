import type { ErrorHandler } from "hono";
import { AppError } from "../wire/errors.ts";
import { STATUS_OF } from "../wire/http-status.ts";
import type { Response as Envelope } from "../wire/response.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";

/** Failures the caller can act on keep their words; all others are logged and told by their request id only. */
export function onError(deps: Pick<ApiDeps, "log" | "accessUrl">): ErrorHandler<ApiEnv> {
  return (error, c) => {
    if (error instanceof AppError) return replyError(c, error, deps.accessUrl);
    if (isBadText(error)) return replyError(c, BAD_TEXT, deps.accessUrl);
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

function replyError(c: ApiContext, error: AppError, accessUrl: string): Response {
  const envelope: Envelope = {
    message: error.message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.validations.length === 0 ? {} : { validations: [...error.validations] }),
    code: error.code,
  };
  if (error.retryAfter !== undefined) c.header("Retry-After", String(error.retryAfter));
  const refusal = challengeOf(error);
  if (refusal !== undefined) c.header("WWW-Authenticate", `${refusal}, ${metadataOf(accessUrl)}`);
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

/** RFC 9728: where a client learns how to get a token. */
const metadataOf = (accessUrl: string): string =>
  `resource_metadata="${accessUrl}/.well-known/oauth-protected-resource"`;

/** Statuses of codes are not all in Hono's list of them (499), so this is a plain response. */
function respond(c: ApiContext, envelope: Envelope, status: number): Response {
  c.header("content-type", "application/json; charset=utf-8");
  return new Response(`${JSON.stringify(envelope)}\n`, { status, headers: c.res.headers });
}
