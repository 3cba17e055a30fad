import { parse, serialize } from "hono/utils/cookie";
import { cookieName } from "../session-cookie.ts";

const NAME = "coder_app_ticket";

/** Every cookie of the deployment's own: what it keeps to itself, and what no app may set. */
export const isOurCookie = (name: string): boolean =>
  /^(?:__(?:host|secure)-)?(?:coder_|csrf_token$)/i.test(name);

/** The ticket that a browser keeps for the host of one app. */
export const appCookieOf = (header: string | undefined, accessUrl: string): string | undefined =>
  parse(header ?? "")[cookieName(NAME, accessUrl)];

/** A `Set-Cookie` for the app's host only, which scripts cannot read. */
export const appCookie = (ticket: string, expires: Date, accessUrl: string): string =>
  serialize(cookieName(NAME, accessUrl), ticket, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: accessUrl.startsWith("https:"),
    expires,
  });
