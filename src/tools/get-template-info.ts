import { z } from "zod";
import type { RichParameter } from "../wire/rich-parameter.ts";
import type { Preset, TemplateVersion } from "../wire/template-version.ts";
import type { Template } from "../wire/template.ts";
import type { ToolContext } from "./context.ts";
import { clipText } from "./format.ts";
import { templateView } from "./list-templates.ts";
import { locateTemplate } from "./locate-template.ts";
import { READS, defineTool, type ToolResult } from "./tool.ts";

const README_CHARACTERS = 4000;

export const getTemplateInfo = defineTool({
  name: "get_template_info",
  title: "Template details",
  description: "Show a template's parameters (type, default, options, validation), presets and README.",
  annotations: READS,
  toolsets: ["default"],
  scopes: ["template:read"],
  input: z.strictObject({ template: z.string().min(1).describe("Name or UUID") }),

  run: (context, args) => describeTemplate(context, args.template),
});

/** A template's parameters, presets and README, by name or UUID. */
export async function describeTemplate(context: ToolContext, name: string): Promise<ToolResult> {
  const { client, signal } = context;
  const template = await locateTemplate(context, name);
  const id = template.active_version_id;
  const [version, parameters, presets] = await Promise.all([
    client.templateVersions.get(id, { signal }),
    client.templateVersions.richParameters(id, { signal }),
    client.templateVersions.presets(id, { signal }),
  ]);
  const readme = clipText(version.readme.trim(), README_CHARACTERS);
  return {
    text: clipText(
      [
        heading(template, version),
        parameters.length === 0
          ? "No parameters."
          : `Parameters:\n${parameters.map(showParameter).join("\n")}`,
        presets.length === 0 ? "" : `Presets:\n${presets.map(showPreset).join("\n")}`,
        readme === "" ? "" : `README:\n${readme}`,
      ]
        .filter((part) => part !== "")
        .join("\n"),
    ),
    structured: {
      ...templateView(template),
      active_version: { id: version.id, name: version.name, message: version.message },
      parameters: parameters.map(parameterView),
      presets: presets.map(presetView),
      readme,
    },
  };
}

function heading(template: Template, version: TemplateVersion): string {
  const deprecated = template.deprecated ? `\nDeprecated: ${template.deprecation_message}` : "";
  const description = template.description === "" ? "" : `\n${template.description}`;
  return `${template.organization_name}/${template.name}, active version ${version.name}${description}${deprecated}`;
}

function showParameter(parameter: RichParameter): string {
  const facts = [
    parameter.type,
    parameter.required ? "required" : `default ${JSON.stringify(parameter.default_value)}`,
    parameter.mutable ? "" : "immutable",
    parameter.ephemeral ? "ephemeral" : "",
    parameter.options.length > 0 ? `one of ${parameter.options.map(({ value }) => value).join("|")}` : "",
    ...validationWords(parameter),
  ].filter((fact) => fact !== "");
  const description = parameter.description_plaintext.replaceAll(/\s+/g, " ").trim();
  return `  ${parameter.name}: ${facts.join(", ")}${description === "" ? "" : `. ${description}`}`;
}

function validationWords(parameter: RichParameter): readonly string[] {
  const { validation_regex: regex, validation_min: min, validation_max: max } = parameter;
  return [
    typeof regex === "string" && regex !== "" ? `matches ${regex}` : "",
    min === undefined ? "" : `min ${min}`,
    max === undefined ? "" : `max ${max}`,
    parameter.validation_monotonic ?? "",
  ];
}

const showPreset = (preset: Preset): string =>
  `  ${preset.Name}${preset.Default ? " (default)" : ""}: ${preset.Parameters.map(({ Name, Value }) => `${Name}=${Value}`).join(", ")}`;

const parameterView = (parameter: RichParameter) => ({
  name: parameter.name,
  display_name: parameter.display_name ?? "",
  description: parameter.description_plaintext,
  type: parameter.type,
  required: parameter.required,
  default_value: parameter.default_value,
  mutable: parameter.mutable,
  ephemeral: parameter.ephemeral,
  options: parameter.options.map(({ name, value, description }) => ({ name, value, description })),
  validation: {
    regex: parameter.validation_regex ?? null,
    min: parameter.validation_min ?? null,
    max: parameter.validation_max ?? null,
    monotonic: parameter.validation_monotonic ?? null,
    error: parameter.validation_error ?? null,
  },
});

const presetView = (preset: Preset) => ({
  id: preset.ID,
  name: preset.Name,
  description: preset.Description,
  default: preset.Default,
  parameters: Object.fromEntries(preset.Parameters.map(({ Name, Value }) => [Name, Value])),
});
