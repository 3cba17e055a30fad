import { z } from "zod";
import { refuseOutsideFilter } from "../refuse-outside-filter.ts";
import { uuid } from "./arguments.ts";
import { templateOfVersion } from "./create-workspace.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const createTask = defineCoderTool({
  name: "coder_create_task",
  title: "Coder: create task",
  description: "Have an AI agent work on a prompt in a workspace of its own.",
  annotations: MUTATES,
  scopes: ["workspace:create", "template:use", "task:create"],
  input: z.strictObject({
    input: z.string().min(1).describe("The prompt"),
    template_version_id: uuid,
    template_version_preset_id: uuid.optional(),
    user: z.string().min(1).default("me").describe("User name or UUID of the owner"),
  }),

  run: async (context, { user, ...body }) => {
    if (context.filter.fields.size > 0) {
      const template = await templateOfVersion(context, body.template_version_id);
      await refuseOutsideFilter(context, { name: "", owner: user }, template);
    }
    return jsonResult(await context.client.tasks.create(user, body, { signal: context.signal }));
  },
});
