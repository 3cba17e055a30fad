import { z } from "zod";
import { locateTemplate } from "../locate-template.ts";
import { template, uuid } from "./arguments.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { plainResult } from "./json-result.ts";

export const updateTemplateActiveVersion = defineCoderTool({
  name: "coder_update_template_active_version",
  title: "Coder: set a template's active version",
  description: "Make a version of a template the one that workspaces are built of.",
  annotations: MUTATES,
  scopes: ["template:manage"],
  input: z.strictObject({ template_id: template, template_version_id: uuid }),

  run: async (context, { template_id: text, template_version_id: version }) => {
    const { id } = await locateTemplate(context, text);
    await context.client.templates.activate(id, version, { signal: context.signal });
    return plainResult("Successfully updated active version!");
  },
});
