import { z } from "zod";
import { invalidField } from "../../wire/errors.ts";
import { ZERO_UUID } from "../../wire/scalars.ts";
import type { Template } from "../../wire/template.ts";
import type { ToolContext } from "../context.ts";
import { locateTemplate } from "../locate-template.ts";
import { refuseOutsideFilter } from "../refuse-outside-filter.ts";
import { template, uuid } from "./arguments.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { parameterValues, richParameters } from "./parameter-values.ts";

const input = z.strictObject({
  name: z.string().min(1).max(32),
  rich_parameters: richParameters,
  template_id: template.optional(),
  template_version_id: uuid.optional(),
  template_version_preset_id: uuid.optional(),
  user: z.string().min(1).default("me").describe("User name or UUID of the owner"),
});
type Args = z.output<typeof input>;

export const createWorkspace = defineCoderTool({
  name: "coder_create_workspace",
  title: "Coder: create workspace",
  description:
    "Create a workspace of a template, or of one of its versions. Ask the user which template they want. Does not wait: follow with coder_workspace_readiness.",
  annotations: MUTATES,
  scopes: ["workspace:read", "workspace:create", "template:read", "template:use"],
  input,

  run: async (context, args) => {
    const { client, signal } = context;
    const origin = await originOf(context, args);
    const body = {
      name: args.name,
      ...origin,
      template_version_preset_id: args.template_version_preset_id,
      rich_parameter_values: parameterValues(args.rich_parameters),
    };
    return jsonResult((await client.workspaces.create(args.user, body, { signal })).value);
  },
});

type Origin = { readonly template_id: string } | { readonly template_version_id: string };

async function originOf(context: ToolContext, args: Args): Promise<Origin> {
  const { template_id: name, template_version_id: versionId } = args;
  if ((name === undefined) === (versionId === undefined))
    throw invalidField("template_id", "exactly one of template_id and template_version_id must be provided");
  const wanted = { name: args.name, owner: args.user };
  if (name !== undefined) {
    const found = await locateTemplate(context, name);
    await refuseOutsideFilter(context, wanted, found);
    return { template_id: found.id };
  }
  const id = versionId ?? "";
  if (context.filter.fields.size > 0)
    await refuseOutsideFilter(context, wanted, await templateOfVersion(context, id));
  return { template_version_id: id };
}

/** The template that a version is of; throws AppError "invalid" for a version that is of none yet. */
export async function templateOfVersion({ client, signal }: ToolContext, id: string): Promise<Template> {
  const version = await client.templateVersions.get(id, { signal });
  if (version.template_id === ZERO_UUID)
    throw invalidField("template_version_id", "is of no template yet; make one with coder_create_template");
  return await client.templates.get(version.template_id, { signal });
}
