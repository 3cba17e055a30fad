import { hash, timingSafeEqual } from "node:crypto";
import { deleteCookie, setCookie } from "hono/cookie";
import type { ApiContext } from "./api-env.ts";

export const SESSION_COOKIE = "coder_session_token";
const CSRF_COOKIE = "csrf_token";
const YEAR_SECONDS = 365 * 24 * 3600;

/** Signs a browser in: the session in a cookie that scripts cannot read, and beside it the word against CSRF. */
export function setSessionCookies(c: ApiContext, token: string, accessUrl: string): void {
  const options = {
    path: "/",
    maxAge: YEAR_SECONDS,
    sameSite: "Lax",
    secure: accessUrl.startsWith("https:"),
  } as const;
  setCookie(c, SESSION_COOKIE, token, { ...options, httpOnly: true });
  setCookie(c, CSRF_COOKIE, csrfToken(token), options);
}

export function clearSessionCookies(c: ApiContext): void {
  deleteCookie(c, SESSION_COOKIE, { path: "/" });
  deleteCookie(c, CSRF_COOKIE, { path: "/" });
}

/** Nobody without the session can tell it, and it tells nothing of the session. */
function csrfToken(sessionToken: string): string {
  return hash("sha256", `csrf:${sessionToken}`, "hex");
}

export function isCsrfToken(sent: string, sessionToken: string): boolean {
  const expected = Buffer.from(csrfToken(sessionToken));
  const actual = Buffer.from(sent);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
