import { z } from "zod";
import { READS } from "../tool.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { listResult } from "./json-result.ts";
import { minimalTemplate } from "./template-fields.ts";

export const listTemplates = defineCoderTool({
  name: "coder_list_templates",
  title: "Coder: list templates",
  description: "List the templates that workspaces can be created from.",
  annotations: READS,
  scopes: ["template:read"],
  input: z.strictObject({ offset: z.int().min(0).default(0) }),

  run: async ({ client, signal }, { offset }) => {
    const all = (await client.templates.list(undefined, { signal })).map(minimalTemplate);
    return listResult(all.slice(offset), (shown) => {
      const next = offset + shown;
      return next < all.length ? `${all.length - next} more; call again with offset=${next}.` : undefined;
    });
  },
});
