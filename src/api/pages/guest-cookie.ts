import { randomBytes } from "node:crypto";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiContext } from "../api-env.ts";
import { cookieName } from "../session-cookie.ts";

const NAME = "coder_guest";
const VALUE = /^[\w-]{43}$/;

/** What tells browsers apart that nobody is logged in at, so that a form shown to one cannot be sent by another. */
export function guestCookie(c: ApiContext, accessUrl: string): string | undefined {
  const value = getCookie(c, cookieName(NAME, accessUrl));
  return value !== undefined && VALUE.test(value) ? value : undefined;
}

/** The browser's guest cookie, which is set unless there is one. */
export function ensureGuestCookie(c: ApiContext, accessUrl: string): string {
  const found = guestCookie(c, accessUrl);
  if (found !== undefined) return found;
  const value = randomBytes(32).toString("base64url");
  setCookie(c, cookieName(NAME, accessUrl), value, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: accessUrl.startsWith("https:"),
  });
  return value;
}

/** A browser that logs in begins anew: what it was told before is worth nothing after. */
export function clearGuestCookie(c: ApiContext, accessUrl: string): void {
  deleteCookie(c, cookieName(NAME, accessUrl), { path: "/", secure: accessUrl.startsWith("https:") });
}
