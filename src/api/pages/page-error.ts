import type { ErrorHandler } from "hono";
import { AppError, type ErrorCode } from "../../wire/errors.ts";
import { PAGE_HEADERS } from "../../wire/page-headers.ts";
import { STATUS_OF } from "../../wire/http-status.ts";
import type { PageProps } from "../../wire/pages.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import type { PageDeps } from "./page-deps.ts";

const TITLES: Partial<Readonly<Record<ErrorCode, string>>> = {
  not_found: "Page not found",
  gone: "This question is over",
  rate_limited: "Too many tries",
  too_large: "Too much was sent",
};

/** Tells a person what went wrong and what to do; faults of the deployment are logged and told by their id only. */
export function pageError(deps: Pick<PageDeps, "log" | "renderPage">): ErrorHandler<ApiEnv> {
  return (error, c) => {
    if (error instanceof AppError) return replyError(c, deps, error);
    const { requestId } = c.var;
    const fields = { err: error, request_id: requestId, method: c.req.method, path: c.req.path };
    deps.log.error(fields, "request failed");
    const remedy = "Try again. If it stays, the deployment’s log tells more about this request.";
    const props = {
      title: "Something went wrong",
      message: "The fault is the deployment’s.",
      remedy,
      requestId,
    };
    return document(c, deps, props, 500);
  };
}

function replyError(c: ApiContext, deps: Pick<PageDeps, "renderPage">, error: AppError): Response {
  if (error.retryAfter !== undefined) c.header("Retry-After", String(error.retryAfter));
  const props = {
    title: TITLES[error.code] ?? "That did not work",
    message: error.message,
    remedy: error.detail,
    requestId: c.var.requestId,
  };
  return document(c, deps, props, error.status ?? STATUS_OF[error.code]);
}

/** Statuses of codes are not all in Hono's list of them (499), so this is a plain response. */
function document(
  c: ApiContext,
  { renderPage }: Pick<PageDeps, "renderPage">,
  props: PageProps["error"],
  status: number,
): Response {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
  return new Response(renderPage("error", props), { status, headers: c.res.headers });
}
