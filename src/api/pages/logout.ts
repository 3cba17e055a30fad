import { Hono } from "hono";
import { logOut } from "../../oauth/log-in.ts";
import type { ApiEnv } from "../api-env.ts";
import { csrfToken } from "../csrf-token.ts";
import { clearSessionCookies } from "../session-cookie.ts";
import type { PageDeps } from "./page-deps.ts";
import { readForm } from "./page-form.ts";
import { replyPage, seeOther } from "./page-reply.ts";
import { visitorOf } from "./visitor.ts";

/** Asks whether to log out, and ends the browser's session in the database. */
export const logoutPage = (deps: PageDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/logout", (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return replyPage(c, deps, { name: "logged-out", props: {} });
      const { username } = visitor.subject;
      const props = { action: "/logout", csrf: csrfToken(visitor.session), username };
      return replyPage(c, deps, { name: "logout", props });
    })
    .post("/logout", async (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return seeOther(c, "/logout");
      await readForm(c, deps.accessUrl, visitor.session);
      await logOut(deps.identity, visitor.subject);
      clearSessionCookies(c);
      return seeOther(c, "/logout");
    });
