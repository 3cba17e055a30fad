import { z } from "zod";
import { uuid } from "./arguments.ts";
import { chooseOrganization, organizationArgument } from "./choose-organization.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const createTemplate = defineCoderTool({
  name: "coder_create_template",
  title: "Coder: create template",
  description: "Create a template of a template version whose import succeeded.",
  annotations: MUTATES,
  scopes: ["template:manage", "organization:read"],
  input: z.strictObject({
    name: z.string().min(1),
    display_name: z.string(),
    description: z.string(),
    version_id: uuid,
    icon: z.string().optional().describe("URL or path, such as /icon/docker.png"),
    organization_id: organizationArgument,
  }),

  run: async (context, { version_id: version, organization_id: given, ...fields }) => {
    const organization = await chooseOrganization(context, given);
    const body = { ...fields, template_version_id: version };
    return jsonResult(await context.client.templates.create(organization, body, { signal: context.signal }));
  },
});
