import { z } from "zod";
import { READS } from "../tool.ts";
import { uuid } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const templateVersionParameters = defineCoderTool({
  name: "coder_template_version_parameters",
  title: "Coder: get parameters of a template version",
  description: "Get the parameters that a template version takes.",
  annotations: READS,
  scopes: ["template:read"],
  input: z.strictObject({ template_version_id: uuid }),

  run: async ({ client, signal }, { template_version_id: id }) =>
    jsonResult(await client.templateVersions.richParameters(id, { signal })),
});
