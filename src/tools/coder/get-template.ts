import { z } from "zod";
import { AppError } from "../../wire/errors.ts";
import { ZERO_UUID } from "../../wire/scalars.ts";
import type { Preset } from "../../wire/template-version.ts";
import { locateTemplate } from "../locate-template.ts";
import { READS } from "../tool.ts";
import { template } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { minimalTemplate } from "./template-fields.ts";

export const getTemplate = defineCoderTool({
  name: "coder_get_template",
  title: "Coder: get template",
  description:
    "Get a template with the parameters and presets of its active version. Prefer the default preset where there is one.",
  annotations: READS,
  scopes: ["template:read"],
  input: z.strictObject({ template_id: template }),

  run: async (context, { template_id: text }) => {
    const { client, signal } = context;
    const found = await locateTemplate(context, text);
    const version = found.active_version_id;
    if (version === ZERO_UUID)
      throw new AppError("precondition", `template ${found.name} has no active version`);
    const [parameters, presets] = await Promise.all([
      client.templateVersions.richParameters(version, { signal }),
      client.templateVersions.presets(version, { signal }),
    ]);
    return jsonResult({
      ...minimalTemplate(found),
      parameters,
      ...(presets.length === 0 ? {} : { presets: presets.map(presetFields) }),
    });
  },
});

const presetFields = (preset: Preset) => ({
  id: preset.ID,
  name: preset.Name,
  ...(preset.Description === "" ? {} : { description: preset.Description }),
  default: preset.Default,
  ...(typeof preset.DesiredPrebuildInstances === "number"
    ? { desired_prebuild_instances: preset.DesiredPrebuildInstances }
    : {}),
  parameters: preset.Parameters.map(({ Name, Value }) => ({ name: Name, value: Value })),
});
