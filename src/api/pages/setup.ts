import { Hono } from "hono";
import type { z } from "zod";
import { createFirstUser, hasUsers } from "../../oauth/first-user.ts";
import { AppError } from "../../wire/errors.ts";
import { CreateFirstUser } from "../../wire/user.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { csrfToken } from "../csrf-token.ts";
import { PASSWORD_LIMIT, rateLimit, stricterLimit } from "../rate-limit.ts";
import { beginSession } from "./begin-session.ts";
import { formFault, schemaFault } from "./form-fault.ts";
import { ensureGuestCookie, guestCookie } from "./guest-cookie.ts";
import type { PageDeps } from "./page-deps.ts";
import { readForm } from "./page-form.ts";
import { replyPage, seeOther } from "./page-reply.ts";

const NAMES = { username: "User name", email: "E-mail", password: "Password" };

/** Makes the first user of a fresh deployment and logs them in; afterwards it leads to the login. */
export const setupPage = (deps: PageDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/setup", async (c) => {
      if (await hasUsers(deps.identity)) return seeOther(c, "/login");
      return show(c, deps, { username: "", email: "" });
    })
    .post("/setup", rateLimit(stricterLimit(deps.rateLimit, PASSWORD_LIMIT)), async (c) => {
      const form = await readForm(c, deps.accessUrl, guestCookie(c, deps.accessUrl));
      const typed = { username: form.get("username") ?? "", email: form.get("email") ?? "" };
      try {
        const request = parseSetup(typed, form.get("password") ?? "");
        await createFirstUser(deps.identity, request);
        await beginSession(c, deps, request);
      } catch (error) {
        if (error instanceof AppError && error.code === "conflict") return seeOther(c, "/login");
        return show(c, deps, { ...typed, error: formFault(error) });
      }
      return seeOther(c, "/");
    });

interface Typed {
  readonly username: string;
  readonly email: string;
}

function parseSetup({ username, email }: Typed, password: string): z.output<typeof CreateFirstUser> {
  const result = CreateFirstUser.safeParse({ username: username.trim(), email: email.trim(), password });
  if (!result.success) throw schemaFault(result.error, NAMES);
  return result.data;
}

function show(c: ApiContext, deps: PageDeps, shown: Typed & { readonly error?: string }): Response {
  const csrf = csrfToken(ensureGuestCookie(c, deps.accessUrl));
  const status = shown.error === undefined ? 200 : 400;
  return replyPage(c, deps, { name: "setup", props: { action: "/setup", csrf, ...shown }, status });
}
