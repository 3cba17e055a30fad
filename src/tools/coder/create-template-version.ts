import { z } from "zod";
import { locateTemplate } from "../locate-template.ts";
import { template, uuid } from "./arguments.ts";
import { chooseOrganization, organizationArgument } from "./choose-organization.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const createTemplateVersion = defineCoderTool({
  name: "coder_create_template_version",
  title: "Coder: create template version",
  description:
    "Create a version of a template from an archive of coder_upload_tar_file: of a template.yaml here, of Terraform files for Coder's provider on a deployment of Coder's own. Without template_id, make a template of it with coder_create_template. The import takes a while and may fail: read coder_get_template_version_logs.",
  annotations: MUTATES,
  scopes: ["template:manage", "organization:read"],
  input: z.strictObject({
    file_id: uuid,
    template_id: template.optional(),
    organization_id: organizationArgument,
  }),

  run: async (context, args) => {
    const { client, signal } = context;
    const of = args.template_id === undefined ? undefined : await locateTemplate(context, args.template_id);
    const organization = of?.organization_id ?? (await chooseOrganization(context, args.organization_id));
    const body = {
      storage_method: "file",
      file_id: args.file_id,
      provisioner: "terraform",
      message: "Created by AI",
      template_id: of?.id,
    } as const;
    return jsonResult(await client.templateVersions.create(organization, body, { signal }));
  },
});
