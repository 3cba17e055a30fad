import { Hono } from "hono";
import { hasUsers } from "../../oauth/first-user.ts";
import { AppError } from "../../wire/errors.ts";
import { Login } from "../../wire/user.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { csrfToken } from "../csrf-token.ts";
import { PASSWORD_LIMIT, rateLimit, stricterLimit } from "../rate-limit.ts";
import { beginSession } from "./begin-session.ts";
import { formFault, schemaFault } from "./form-fault.ts";
import { ensureGuestCookie, guestCookie } from "./guest-cookie.ts";
import type { PageDeps } from "./page-deps.ts";
import { readForm } from "./page-form.ts";
import { replyPage, seeOther } from "./page-reply.ts";
import { safeRedirect } from "./safe-redirect.ts";
import { visitorOf } from "./visitor.ts";

const NAMES = { email: "E-mail", password: "Password" };

/** Logs a browser in and sends it to `?redirect=`, if that is on this deployment. */
export const loginPage = (deps: PageDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/login", async (c) => {
      if (visitorOf(c) !== undefined) return seeOther(c, safeRedirect(c.req.query("redirect")));
      return (await hasUsers(deps.identity)) ? show(c, deps, {}) : seeOther(c, "/setup");
    })
    .post("/login", rateLimit(stricterLimit(deps.rateLimit, PASSWORD_LIMIT)), async (c) => {
      const form = await readForm(c, deps.accessUrl, guestCookie(c, deps.accessUrl));
      const email = form.get("email") ?? "";
      try {
        await beginSession(c, deps, parseLogin(email, form.get("password") ?? ""));
      } catch (error) {
        return show(c, deps, { email, error: formFault(error), status: statusOf(error) });
      }
      return seeOther(c, safeRedirect(c.req.query("redirect")));
    });

function parseLogin(email: string, password: string) {
  const result = Login.safeParse({ email: email.trim(), password });
  if (!result.success) throw schemaFault(result.error, NAMES);
  return result.data;
}

const statusOf = (error: unknown): 400 | 401 =>
  error instanceof AppError && error.code === "invalid" ? 400 : 401;

interface Shown {
  readonly email?: string;
  readonly error?: string;
  readonly status?: 400 | 401;
}

function show(c: ApiContext, deps: PageDeps, { email = "", error, status }: Shown): Response {
  const redirect = safeRedirect(c.req.query("redirect"));
  const action = redirect === "/" ? "/login" : `/login?redirect=${encodeURIComponent(redirect)}`;
  const props = { action, csrf: csrfToken(ensureGuestCookie(c, deps.accessUrl)), email, error };
  const leadsAway = redirect.startsWith("/oauth2/");
  return replyPage(c, deps, { name: "login", props, leadsAway, ...(status && { status }) });
}
