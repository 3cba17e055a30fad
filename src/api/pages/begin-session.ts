import type { z } from "zod";
import { logIn, logOut } from "../../oauth/log-in.ts";
import type { Login } from "../../wire/user.ts";
import type { ApiContext } from "../api-env.ts";
import { setSessionCookies } from "../session-cookie.ts";
import { clearGuestCookie } from "./guest-cookie.ts";
import type { PageDeps } from "./page-deps.ts";
import { visitorOf } from "./visitor.ts";

/** Logs the browser in with a fresh session and ends the one that it had; throws as logIn does. */
export async function beginSession(
  c: ApiContext,
  { identity, accessUrl }: PageDeps,
  credentials: z.output<typeof Login>,
): Promise<void> {
  const token = await logIn(identity, credentials);
  const earlier = visitorOf(c);
  if (earlier !== undefined) await logOut(identity, earlier.subject);
  setSessionCookies(c, token, accessUrl);
  clearGuestCookie(c, accessUrl);
}
