import { Hono } from "hono";
import { logIn, logOut, userIdOf } from "../oauth/log-in.ts";
import { passwordFault } from "../oauth/password-strength.ts";
import { Login, PasswordToCheck } from "../wire/user.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { subjectOf } from "./authenticate.ts";
import { parseBody } from "./parse-body.ts";
import { PASSWORD_LIMIT, rateLimit, stricterLimit } from "./rate-limit.ts";
import { reply, replyMessage } from "./reply.ts";
import { clearSessionCookies, setSessionCookies } from "./session-cookie.ts";

const AUTH_METHODS = {
  password: { enabled: true },
  github: { enabled: false, default_provider_configured: false },
  oidc: { enabled: false, signInText: "", iconUrl: "" },
};

/** Signing in and out with a password (coder-api 1.6). */
export const loginRoutes = ({ identity, accessUrl, rateLimit: general }: ApiDeps): Hono<ApiEnv> => {
  const limit = stricterLimit(general, PASSWORD_LIMIT);
  return new Hono<ApiEnv>()
    .get("/users/authmethods", (c) => reply(c, AUTH_METHODS))
    .post("/users/login", rateLimit(limit), async (c) => {
      const credentials = await parseBody(c, Login);
      noteForAudit(c, { userId: await userIdOf(identity, credentials.email) });
      const token = await logIn(identity, credentials);
      setSessionCookies(c, token, accessUrl);
      return reply(c, { session_token: token }, 201);
    })
    .post("/users/logout", async (c) => {
      await logOut(identity, subjectOf(c));
      clearSessionCookies(c);
      return replyMessage(c, "Logged out!");
    })
    .post("/users/validate-password", rateLimit(limit), async (c) => {
      const { password } = await parseBody(c, PasswordToCheck);
      const fault = passwordFault(password);
      return reply(c, { valid: fault === undefined, details: fault ?? "" });
    });
};
