import type { CoderClient } from "../../client/client.ts";
import { AppError } from "../../wire/errors.ts";
import type { Template } from "../../wire/template.ts";
import type { CreateWorkspace } from "../../wire/workspace.ts";
import { askChoice, canAsk } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { choosePreset } from "../parameters/choose-preset.ts";
import { resolveParameters } from "../parameters/resolve-parameters.ts";
import { plainText } from "../plain-text.ts";
import { findTemplate, findVersion } from "../templates/find-template.ts";
import type { CreateFlags } from "./create-settings.ts";
import { findWorkspace } from "./find-workspace.ts";

type Plan = Pick<
  CreateWorkspace,
  "template_id" | "template_version_id" | "template_version_preset_id" | "rich_parameter_values"
>;

/** What a workspace is made of: a template or one of its versions, a preset, and parameters, as flags and a person say. */
export async function planWorkspace(
  context: CliContext,
  client: CoderClient,
  flags: CreateFlags,
): Promise<Plan & { readonly template: Template }> {
  const call = { signal: context.signal };
  const template = await chooseTemplate(context, client, flags);
  const version =
    flags.templateVersion === ""
      ? template.active_version_id
      : (await findVersion(client, template, flags.templateVersion, context.signal)).id;
  const [parameters, presets, copied] = await Promise.all([
    client.templateVersions.richParameters(version, call),
    client.templateVersions.presets(version, call),
    copiedValues(context, client, flags.copyParametersFrom),
  ]);
  const byHand = flags.parameter.length > 0 || flags.richParameterFile !== "" || copied.size > 0;
  const otherwise = byHand ? "none" : flags.yes ? "default" : "ask";
  const preset = await choosePreset(context, presets, flags.preset, otherwise);
  const set = new Map(preset?.Parameters.map(({ Name, Value }) => [Name, Value]));
  const taken = new Map([...copied].filter(([name]) => parameters.some((one) => one.name === name)));
  const values = await resolveParameters(context, flags, {
    parameters,
    known: new Map([...taken, ...set]),
    asks: flags.yes ? "nothing" : "all",
  });
  const given = new Set(values.map(({ name }) => name));
  const more = [...taken].filter(([name]) => !given.has(name) && !set.has(name));
  return {
    template,
    ...(flags.templateVersion === "" ? { template_id: template.id } : { template_version_id: version }),
    ...(preset !== undefined && { template_version_preset_id: preset.ID }),
    rich_parameter_values: [...values, ...more.map(([name, value]) => ({ name, value }))],
  };
}

async function copiedValues(
  { signal }: CliContext,
  client: CoderClient,
  from: string,
): Promise<ReadonlyMap<string, string>> {
  if (from === "") return new Map();
  const { latest_build: build } = await findWorkspace(client, from, signal);
  const values = await client.builds.parameters(build.id, { signal });
  return new Map(values.map(({ name, value }) => [name, value]));
}

async function chooseTemplate(
  context: CliContext,
  client: CoderClient,
  { template, organization }: CreateFlags,
): Promise<Template> {
  const { signal } = context;
  if (template !== "") return await findTemplate(client, template, organization, signal);
  const templates = await client.templates.list(undefined, { signal });
  const names = templates.map(({ name }) => name).join(", ");
  if (templates.length === 0) throw new AppError("precondition", "there is no template that you may use");
  if (!canAsk(context)) throw new AppError("invalid", `--template: name one of ${names}`);
  const choices = templates.map(({ id, name, display_name: title, description }) => ({
    value: id,
    label: plainText(title === "" ? name : `${title} (${name})`),
    hint: plainText(description),
  }));
  return await findTemplate(client, await askChoice(context, "Which template?", choices), "", signal);
}
