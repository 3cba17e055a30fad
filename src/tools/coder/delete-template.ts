import { z } from "zod";
import { locateTemplate } from "../locate-template.ts";
import { template } from "./arguments.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const deleteTemplate = defineCoderTool({
  name: "coder_delete_template",
  title: "Coder: delete template",
  description: "Delete a template that has no workspaces; this cannot be undone.",
  annotations: DESTROYS_MORE,
  scopes: ["template:manage"],
  input: z.strictObject({ template_id: template }),

  run: async (context, { template_id: text }) => {
    const { id, name } = await locateTemplate(context, text);
    await context.client.templates.delete(id, { signal: context.signal });
    return jsonResult({ message: `Template ${name} deleted successfully.` });
  },
});
