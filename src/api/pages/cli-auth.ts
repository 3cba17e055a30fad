import { Hono } from "hono";
import { createCliSession } from "../../oauth/create-cli-session.ts";
import type { ApiEnv } from "../api-env.ts";
import { csrfToken } from "../csrf-token.ts";
import { PASSWORD_LIMIT, rateLimit, stricterLimit } from "../rate-limit.ts";
import { originOf } from "../request-origin.ts";
import type { PageDeps } from "./page-deps.ts";
import { readForm } from "./page-form.ts";
import { replyPage, seeOther } from "./page-reply.ts";
import { visitorOf } from "./visitor.ts";

const LOGIN = "/login?redirect=%2Fcli-auth";

/** Gives a person who is logged in a session key for their command line; it is shown once, and only when asked for. */
export const cliAuthPage = (deps: PageDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/cli-auth", (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return seeOther(c, LOGIN);
      const props = {
        action: "/cli-auth",
        csrf: csrfToken(visitor.session),
        username: visitor.subject.username,
      };
      return replyPage(c, deps, { name: "cli-auth", props });
    })
    .post("/cli-auth", rateLimit(stricterLimit(deps.rateLimit, PASSWORD_LIMIT)), async (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return seeOther(c, LOGIN);
      await readForm(c, deps.accessUrl, visitor.session);
      const origin = originOf(c.var.requestId, c.env?.incoming);
      const token = await createCliSession(deps.identity, visitor.subject, origin);
      return replyPage(c, deps, { name: "cli-token", props: { token, accessUrl: deps.accessUrl } });
    });
