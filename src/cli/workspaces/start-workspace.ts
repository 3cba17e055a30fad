import type { CoderClient } from "../../client/client.ts";
import type { Workspace } from "../../wire/workspace.ts";
import type { CliContext } from "../cli-context.ts";
import { buildWorkspace } from "../jobs/follow-build.ts";
import { resolveParameters } from "../parameters/resolve-parameters.ts";
import type { StartFlags } from "./start-settings.ts";

export interface StartOf {
  readonly workspace: Workspace;
  /** Builds the template's active version, also where the workspace may stay behind. */
  readonly update: boolean;
  readonly flags: StartFlags;
}

/** Starts a workspace with what it was built with before, with what was given, and with what a person answers. */
export async function startWorkspace(
  context: CliContext,
  client: CoderClient,
  { workspace, update, flags }: StartOf,
): Promise<void> {
  const call = { signal: context.signal };
  const version = await versionFor(context, client, workspace, update);
  const [wanted, before] = await Promise.all([
    client.templateVersions.richParameters(version, call),
    client.builds.parameters(workspace.latest_build.id, call),
  ]);
  const known = new Map(before.map(({ name, value }) => [name, value]));
  const offered = wanted.map((one) => ({ ...one, default_value: known.get(one.name) ?? one.default_value }));
  const { alwaysPrompt, yes, noWait } = flags;
  const values = await resolveParameters(context, flags, {
    parameters: alwaysPrompt ? offered.filter((one) => one.mutable || !known.has(one.name)) : offered,
    known: alwaysPrompt ? new Map() : known,
    asks: alwaysPrompt ? "all" : yes ? "nothing" : "required",
  });
  await buildWorkspace(context, client, workspace, {
    transition: "start",
    noWait,
    ...(version !== workspace.latest_build.template_version_id && { template_version_id: version }),
    ...(values.length > 0 && { rich_parameter_values: values }),
  });
}

/** The version that a start builds: that of the last build, unless the active one is wanted or demanded. */
async function versionFor(
  { signal }: CliContext,
  { templates }: Pick<CoderClient, "templates">,
  workspace: Workspace,
  update: boolean,
): Promise<string> {
  const { template_require_active_version: demanded, automatic_updates: updates } = workspace;
  if (!update && !demanded && updates !== "always") return workspace.latest_build.template_version_id;
  if (workspace.template_active_version_id !== undefined) return workspace.template_active_version_id;
  return (await templates.get(workspace.template_id, { signal })).active_version_id;
}
