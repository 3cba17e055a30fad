import { Hono } from "hono";
import { once } from "../../lib/once.ts";
import type { ApiDeps } from "../api-deps.ts";
import type { ApiEnv } from "../api-env.ts";
import { reply } from "../reply.ts";

/** The API's own description, loaded and made when it is first asked for: its schemas take megabytes. */
export const openApiRoutes = ({ version }: ApiDeps): Hono<ApiEnv> => {
  const document = once(async () => {
    const [{ openApiDocument }, { OPERATION_GROUPS }] = await Promise.all([
      import("./document.ts"),
      import("./operations.ts"),
    ]);
    return openApiDocument(OPERATION_GROUPS, version);
  });
  return new Hono<ApiEnv>().get("/openapi.json", async (c) => reply(c, await document()));
};
