import { z } from "zod";
import { READS } from "../tool.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const getAuthenticatedUser = defineCoderTool({
  name: "coder_get_authenticated_user",
  title: "Coder: who am I",
  description: "Get the user whose token this is.",
  annotations: READS,
  scopes: ["user:read_personal"],
  input: z.strictObject({}),

  run: async ({ client, signal }) => jsonResult(await client.me({ signal })),
});
