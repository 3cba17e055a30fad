import { Hono } from "hono";
import { createFirstUser, hasUsers } from "../oauth/first-user.ts";
import { AppError } from "../wire/errors.ts";
import { CreateFirstUser } from "../wire/user.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { parseBody } from "./parse-body.ts";
import { PASSWORD_LIMIT, rateLimit, stricterLimit } from "./rate-limit.ts";
import { reply, replyMessage } from "./reply.ts";

/** The set-up of a fresh deployment (coder-api 1.6). */
export const firstUserRoutes = ({ identity, rateLimit: general }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/users/first", async (c) => {
      if (await hasUsers(identity)) return replyMessage(c, "The initial user has already been created!");
      throw new AppError("not_found", "The initial user has not been created!");
    })
    .post("/users/first", rateLimit(stricterLimit(general, PASSWORD_LIMIT)), async (c) => {
      const { userId, organizationId } = await createFirstUser(identity, await parseBody(c, CreateFirstUser));
      return reply(c, { user_id: userId, organization_id: organizationId }, 201);
    });
