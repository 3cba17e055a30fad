import { Hono } from "hono";
import type { ApiDeps } from "../api-deps.ts";
import type { ApiEnv } from "../api-env.ts";
import { reply } from "../reply.ts";
import { openApiDocument } from "./document.ts";
import type { JsonSchema } from "./json-schemas.ts";
import { OPERATION_GROUPS } from "./operations.ts";

/** The API's own description, made when it is first asked for. */
export const openApiRoutes = ({ version }: ApiDeps): Hono<ApiEnv> => {
  let document: JsonSchema | undefined;
  return new Hono<ApiEnv>().get("/openapi.json", (c) =>
    reply(c, (document ??= openApiDocument(OPERATION_GROUPS, version))),
  );
};
