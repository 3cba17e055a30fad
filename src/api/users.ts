import { Hono } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { reply } from "./reply.ts";
import { userParam } from "./user-param.ts";

/** Users (coder-api 1.7). */
export const userRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get("/users/:user", async (c) => reply(c, (await userParam(c, identity)).user));
