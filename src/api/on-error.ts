import type { ErrorHandler } from "hono";
import { AppError } from "../wire/errors.ts";
import { goJson } from "../wire/go-json.ts";
import { STATUS_OF } from "../wire/http-status.ts";
import type { Response as Envelope } from "../wire/response.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { tokenOf } from "./authenticate.ts";

export interface ErrorDeps extends Pick<ApiDeps, "log" | "accessUrl" | "toolScopes"> {
  /** Of a protected resource with metadata of its own; absent means the API as a whole. */
  readonly resourcePath?: string;
}

/** Failures the caller can act on keep their words; all others are logged and told by their request id only. */
export function onError(deps: ErrorDeps): ErrorHandler<ApiEnv> {
  return (error, c) => {
    if (error instanceof AppError) return replyError(c, error, deps);
    if (isBadText(error)) return replyError(c, BAD_TEXT, deps);
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

function replyError(c: ApiContext, error: AppError, deps: ErrorDeps): Response {
  const envelope: Envelope = {
    message: error.message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.validations.length === 0 ? {} : { validations: [...error.validations] }),
    code: error.code,
  };
  if (error.retryAfter !== undefined) c.header("Retry-After", String(error.retryAfter));
  const challenge = challengeOf(c, error, deps);
  if (challenge !== undefined) c.header("WWW-Authenticate", challenge);
  return respond(c, envelope, error.status ?? STATUS_OF[error.code]);
}

/** What a client must bring (RFC 6750 section 3, coder-api 1.2), and where it learns how to get it (RFC 9728). */
function challengeOf(c: ApiContext, error: AppError, deps: ErrorDeps): string | undefined {
  const { accessUrl, resourcePath, toolScopes } = deps;
  const isUnknown = error.code === "unauthenticated";
  if (!isUnknown && error.requiredScope === undefined) return undefined;
  const scope = isUnknown && resourcePath !== undefined ? toolScopes.join(" ") : error.requiredScope;
  const items = [
    'realm="coder"',
    // A caller that brought no token has made no error.
    ...(isUnknown && !bringsToken(c, deps) ? [] : errorItems(error)),
    ...(scope ? [`scope="${scope}"`] : []),
    `resource_metadata="${accessUrl}/.well-known/oauth-protected-resource${resourcePath ?? ""}"`,
  ];
  return `Bearer ${items.join(", ")}`;
}

/** The API takes tokens from cookies and URLs too. */
function bringsToken(c: ApiContext, { resourcePath }: ErrorDeps): boolean {
  const inHeader = c.req.header("Authorization") ?? c.req.header("Coder-Session-Token");
  return inHeader !== undefined || (resourcePath === undefined && tokenOf(c) !== undefined);
}

function errorItems(error: AppError): readonly string[] {
  const code = error.code === "unauthenticated" ? "invalid_token" : "insufficient_scope";
  // What RFC 6750 allows in a description.
  const description = (error.detail ?? error.message)
    .replaceAll('"', "'")
    .replaceAll(/[^\u0020-\u007E]|\\/g, "");
  return [`error="${code}"`, `error_description="${description}"`];
}

/** Statuses of codes are not all in Hono's list of them (499), so this is a plain response. */
function respond(c: ApiContext, envelope: Envelope, status: number): Response {
  c.header("content-type", "application/json; charset=utf-8");
  return new Response(`${goJson(envelope)}\n`, { status, headers: c.res.headers });
}
