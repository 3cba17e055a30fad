import { Hono } from "hono";
import { changePassword } from "../oauth/change-password.ts";
import { setStatus, updateProfile } from "../oauth/change-user.ts";
import { AppError } from "../wire/errors.ts";
import { UpdatePassword, UpdateProfile } from "../wire/user.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { forbidden } from "./authorize.ts";
import { parseBody } from "./parse-body.ts";
import { PASSWORD_LIMIT, rateLimit, stricterLimit } from "./rate-limit.ts";
import { reply } from "./reply.ts";
import { changeableUserParam, userParam } from "./user-param.ts";

/** A user's names, status and password (coder-api 1.7). */
export const userAccountRoutes = (deps: ApiDeps): Hono<ApiEnv> => {
  const { identity } = deps;
  return new Hono<ApiEnv>()
    .put("/users/:user/profile", async (c) => {
      const { user } = await changeableUserParam(c, identity, "update_personal");
      return reply(c, await updateProfile(identity, user.id, await parseBody(c, UpdateProfile)));
    })
    .put("/users/:user/status/suspend", async (c) => await suspend(c, deps))
    .put("/users/:user/status/activate", async (c) => {
      const { user } = await changeableUserParam(c, identity, "update");
      return reply(c, await setStatus(identity, user.id, "active"));
    })
    .put(
      "/users/:user/password",
      rateLimit(stricterLimit(deps.rateLimit, PASSWORD_LIMIT)),
      async (c) => await setPassword(c, deps),
    )
    .get("/users/:user/login-type", async (c) => {
      const { subject, user } = await userParam(c, identity, "read_personal");
      if (user.id !== subject.userId) throw forbidden("Only the user may see how it signs in.");
      return reply(c, { login_type: user.login_type });
    });
};

async function suspend(c: ApiContext, { identity }: ApiDeps): Promise<Response> {
  const { subject, user } = await changeableUserParam(c, identity, "update");
  if (user.id === subject.userId) throw new AppError("invalid", "You cannot suspend yourself.");
  if (user.roles.some(({ name }) => name === "owner")) {
    const message = 'You cannot suspend a user with the "owner" role. You must remove the role first.';
    throw new AppError("invalid", message);
  }
  return reply(c, await setStatus(identity, user.id, "suspended"));
}

async function setPassword(c: ApiContext, { identity }: ApiDeps): Promise<Response> {
  const { subject, user } = await changeableUserParam(c, identity, "update_personal");
  const { old_password, password } = await parseBody(c, UpdatePassword);
  const oldPassword = user.id === subject.userId ? old_password : undefined;
  await changePassword(identity, { userId: user.id, oldPassword, password });
  return c.body(null, 204);
}
