import { AppError } from "../../wire/errors.ts";
import type { ApiContext } from "../api-env.ts";
import { isCsrfToken } from "../csrf-token.ts";
import { readBody } from "../read-body.ts";

const MAX_BYTES = 64 * 1024;

/** The field that proves that a form came from a page of this deployment, shown to this browser. */
const CSRF_FIELD = "csrf";

/**
 * The fields of a form that was sent from a page of this deployment to the browser whose `cookie` it was made for;
 * throws "forbidden" for any other, "unsupported" for another type and "too_large" for more than 64 KiB.
 */
export async function readForm(
  c: ApiContext,
  accessUrl: string,
  cookie: string | undefined,
): Promise<URLSearchParams> {
  refuseForeign(c, accessUrl);
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded")
    throw new AppError("unsupported", "The content type must be application/x-www-form-urlencoded.");
  const form = new URLSearchParams(new TextDecoder().decode(await readBody(c, MAX_BYTES)));
  if (cookie !== undefined && isCsrfToken(form.get(CSRF_FIELD) ?? "", cookie)) return form;
  throw new AppError("forbidden", "This form is out of date, or was not made for this browser.", {
    detail: "Go back, load the page again, and send it once more. Cookies must be allowed for this site.",
  });
}

/** Browsers say from where a form is sent, and no page can make them lie. */
function refuseForeign(c: ApiContext, accessUrl: string): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  if ((site === undefined || site === "same-origin") && isOwnOrigin(origin, accessUrl)) return;
  throw new AppError("forbidden", "This form was not sent from a page of this deployment.", {
    detail: `Open ${accessUrl} and use the page there.`,
  });
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** All names of this machine are one place; any other host that leads here may be somebody's trick (DNS rebinding). */
function isOwnOrigin(origin: string | undefined, accessUrl: string): boolean {
  const [from, own] = [URL.parse(origin ?? ""), new URL(accessUrl)];
  if (from === null) return false;
  if (from.origin === own.origin) return true;
  const samePort = from.protocol === own.protocol && from.port === own.port;
  return samePort && LOOPBACK.has(from.hostname) && LOOPBACK.has(own.hostname);
}
