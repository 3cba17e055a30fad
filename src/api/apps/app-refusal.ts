import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { html } from "hono/html";
import type { AppError } from "../../wire/errors.ts";
import { STATUS_OF } from "../../wire/http-status.ts";

/** A whole answer of the deployment's own, in the place of an app's. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

const SAFE = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** Sends the browser on with GET. */
export const sentOn = (location: string, cookie?: string): OwnAnswer => ({
  status: 303,
  headers: { ...SAFE, location, ...(cookie !== undefined && { "set-cookie": cookie }) },
  body: "",
});

/** Says why an app was not reached: to people as a page, to programs as JSON. */
export async function refusalOf(error: AppError, headers: IncomingHttpHeaders): Promise<OwnAnswer> {
  const { message, detail, code, retryAfter } = error;
  const status = error.status ?? STATUS_OF[code];
  const own = { ...SAFE, ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }) };
  if (!wantsPage(headers)) {
    const body = `${JSON.stringify({ message, ...(detail !== undefined && { detail }), code })}\n`;
    return { status, headers: { ...own, "content-type": "application/json; charset=utf-8" }, body };
  }
  const title = status === 404 ? "404 - Not found" : `${status} - The app cannot be reached`;
  return {
    status,
    headers: { ...own, "content-type": "text/html; charset=utf-8" },
    body: String(await pageOf(title, message, detail ?? "")),
  };
}

/** Whether somebody looks at the answer. */
export const wantsPage = (headers: IncomingHttpHeaders): boolean =>
  headers["sec-fetch-mode"] === "navigate" || headers.accept?.includes("text/html") === true;

const pageOf = (title: string, message: string, detail: string) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${message}</p>
        <p>${detail}</p>
      </body>
    </html>`;
