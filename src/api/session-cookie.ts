import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiContext } from "./api-env.ts";
import { csrfToken } from "./csrf-token.ts";

/** Also the name of the query parameter that takes a token. */
export const SESSION_COOKIE = "coder_session_token";
const CSRF_COOKIE = "csrf_token";
const YEAR_SECONDS = 365 * 24 * 3600;

/** Browsers let no other host and no plain connection set a cookie of this prefix. */
export const HOST_PREFIX = "__Host-";

/** What the cookie `name` is called on a deployment of this URL. */
export const cookieName = (name: string, accessUrl: string): string =>
  accessUrl.startsWith("https:") ? `${HOST_PREFIX}${name}` : name;

/** The token of the browser's session: of the cookie that cannot be forged, if there are two. */
export const sessionCookieOf = (c: ApiContext): string | undefined =>
  getCookie(c, `${HOST_PREFIX}${SESSION_COOKIE}`) ?? getCookie(c, SESSION_COOKIE);

/** Signs a browser in: the session in a cookie that scripts cannot read, and beside it the word against CSRF. */
export function setSessionCookies(c: ApiContext, token: string, accessUrl: string): void {
  const options = {
    path: "/",
    maxAge: YEAR_SECONDS,
    sameSite: "Lax",
    secure: accessUrl.startsWith("https:"),
  } as const;
  setCookie(c, cookieName(SESSION_COOKIE, accessUrl), token, { ...options, httpOnly: true });
  setCookie(c, CSRF_COOKIE, csrfToken(token), options);
}

/** Signs a browser out, whatever its cookies are called. */
export function clearSessionCookies(c: ApiContext): void {
  deleteCookie(c, `${HOST_PREFIX}${SESSION_COOKIE}`, { path: "/", secure: true });
  deleteCookie(c, SESSION_COOKIE, { path: "/" });
  deleteCookie(c, CSRF_COOKIE, { path: "/" });
}
