import { z } from "zod";
import { isUncodedStatus } from "../client/http-failure.ts";
import type { Answer } from "../client/http.ts";
import { didYouMean } from "../lib/nearest-name.ts";
import { AppError } from "../wire/errors.ts";
import type { Preset } from "../wire/template-version.ts";
import type { Template } from "../wire/template.ts";
import type { Workspace } from "../wire/workspace.ts";
import { keyArgument, parametersArgument, waitArgument } from "./change-arguments.ts";
import { chooseTemplate } from "./choose-template.ts";
import { changeResult } from "./change-result.ts";
import { answerDeadline, waitDeadline, type ToolContext } from "./context.ts";
import { locateTemplate } from "./locate-template.ts";
import { refuseOutsideFilter } from "./refuse-outside-filter.ts";
import { ToolFailure } from "./tool-failure.ts";
import { CHANGES, defineTool, type ToolResult } from "./tool.ts";
import { waitForWorkspace } from "./wait-for-workspace.ts";

const input = z.strictObject({
  name: z.string().min(1).max(32),
  template: z.string().min(1).optional().describe("Name or UUID"),
  parameters: parametersArgument.describe("See get_template_info"),
  preset: z.string().optional().describe("Preset name"),
  owner: z.string().min(1).default("me"),
  wait_seconds: waitArgument,
  idempotency_key: keyArgument.describe("Repeating the call with it returns the same workspace"),
});
type Args = z.output<typeof input>;

export const createWorkspace = defineTool({
  name: "create_workspace",
  title: "Create workspace",
  description: "Create a workspace from a template and wait until commands can run.",
  annotations: { ...CHANGES, idempotentHint: false },
  toolsets: ["default"],
  scopes: ["workspace:read", "workspace:create", "template:read", "template:use"],
  input,

  async run(context, args) {
    const deadline = waitDeadline(context, args.wait_seconds);
    const template = await templateOf(context, args.template);
    if (template === undefined) return declined;
    await refuseOutsideFilter(context, args, template);
    const preset = args.preset === undefined ? undefined : await locatePreset(context, template, args.preset);
    const { value: workspace, replayed } = await createOrGet(context, args, { template, preset });
    const waited = await waitForWorkspace(context, workspace, {
      goal: "ready",
      deadline: answerDeadline(context, deadline),
    });
    const done = `${replayed ? "exists" : "created"}, ready for commands`;
    return changeResult({
      ...waited,
      done,
      doing: "starting",
      tool: "create_workspace",
      replayed,
      facts: { created: !replayed },
    });
  },
});

const templateOf = (context: ToolContext, name: string | undefined): Promise<Template | undefined> =>
  name === undefined ? chooseTemplate(context) : locateTemplate(context, name);

const declined: ToolResult = {
  text: "declined: the user chose no template, and nothing was created",
  structured: { created: false, declined: true, complete: true, replayed: false },
};

async function locatePreset(
  { client, signal }: ToolContext,
  template: Template,
  wanted: string,
): Promise<Preset> {
  const presets = await client.templateVersions.presets(template.active_version_id, { signal });
  const found = presets.find(({ ID, Name }) => ID === wanted || Name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  const names = presets.map(({ Name }) => Name);
  const accepted = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  throw new ToolFailure(
    "invalid",
    `preset: template ${template.name} has no preset "${wanted}"; ${accepted}.${didYouMean(wanted, names)}`,
    { nextTool: "get_template_info" },
  );
}

interface Origin {
  readonly template: Template;
  readonly preset: Preset | undefined;
}

async function createOrGet(context: ToolContext, args: Args, origin: Origin): Promise<Answer<Workspace>> {
  const { client, signal } = context;
  const body = {
    name: args.name,
    template_id: origin.template.id,
    rich_parameter_values: Object.entries(args.parameters ?? {}).map(([name, value]) => ({ name, value })),
    ...(origin.preset === undefined ? {} : { template_version_preset_id: origin.preset.ID }),
  };
  try {
    return await client.workspaces.create(args.owner, body, { signal, idempotencyKey: args.idempotency_key });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "invalid") throw ToolFailure.from(error, "get_template_info");
    // A genuine deployment does not know idempotency keys; there the workspace's name has to stand for one.
    if (args.idempotency_key === undefined || !isUncodedStatus(error, 409)) throw error;
    return existing(context, args, { origin, refusal: error });
  }
}

async function existing(
  { client, signal }: ToolContext,
  args: Args,
  { origin, refusal }: { readonly origin: Origin; readonly refusal: AppError },
): Promise<Answer<Workspace>> {
  const value = await client.workspaces.byName(args.owner, args.name, { signal });
  if (value.template_id !== origin.template.id) throw refusal;
  return { value, replayed: true };
}
