import { z } from "zod";
import { AppError, type FieldError } from "../../wire/errors.ts";
import { locateWorkspace } from "../locate-workspace.ts";
import { uuid, workspace } from "./arguments.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { parameterValues, richParameters } from "./parameter-values.ts";

const input = z.strictObject({
  workspace_id: workspace,
  transition: z.enum(["start", "stop", "delete"]),
  template_version_id: uuid.optional().describe("Default: that of the last build"),
  template_version_preset_id: uuid.optional().describe("Only with start"),
  rich_parameters: richParameters.optional().describe("Only with start"),
});
type Args = z.output<typeof input>;

export const createWorkspaceBuild = defineCoderTool({
  name: "coder_create_workspace_build",
  title: "Coder: start, stop or delete workspace",
  description:
    "Start, stop or delete a workspace. Does not wait: follow with coder_get_workspace_build_logs or coder_workspace_readiness.",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:read", "workspace:start", "workspace:stop", "workspace:delete"],
  input,

  run: async (context, args) => {
    refuseWithoutStart(args);
    const { id } = await locateWorkspace(context, args.workspace_id);
    const body = {
      transition: args.transition,
      template_version_id: args.template_version_id,
      template_version_preset_id: args.template_version_preset_id,
      ...(args.rich_parameters === undefined
        ? {}
        : { rich_parameter_values: parameterValues(args.rich_parameters) }),
    };
    const { value } = await context.client.workspaces.build(id, body, { signal: context.signal });
    context.cache.drop(args.workspace_id);
    return jsonResult(value);
  },
});

function refuseWithoutStart(args: Args): void {
  if (args.transition === "start") return;
  const detail = `is only for transition start, not ${args.transition}`;
  const validations: FieldError[] = (["template_version_preset_id", "rich_parameters"] as const)
    .filter((field) => args[field] !== undefined)
    .map((field) => ({ field, detail }));
  if (validations.length === 0) return;
  const message = validations.map(({ field }) => `${field}: ${detail}`).join("; ");
  throw new AppError("invalid", message, { validations });
}
