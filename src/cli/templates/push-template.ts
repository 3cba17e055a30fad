import type { CoderClient } from "../../client/client.ts";
import type { Template } from "../../wire/template.ts";
import type { CommandContext } from "../cli-context.ts";
import { pairsOf } from "../parameters/given-values.ts";
import { importVersion } from "./import-version.ts";
import type { PushFlags } from "./push-settings.ts";

/** What a template is called and, where it is there already, itself. */
export interface PushTarget {
  readonly name: string;
  readonly template: Template | undefined;
}

/** Uploads a folder as a version of a template, which is made where it is not there, and tells what was done. */
export async function pushTemplate(
  context: CommandContext,
  client: CoderClient,
  { name, template }: PushTarget,
  flags: PushFlags,
): Promise<void> {
  const call = { signal: context.signal };
  const organization = template?.organization_id ?? (flags.organization || "default");
  const version = await importVersion(context, client, {
    directory: flags.directory,
    organization,
    templateId: template?.id,
    name: flags.name,
    message: flags.message,
    tags: pairsOf("provisioner-tag", flags.provisionerTag),
    variables: pairsOf("variable", flags.variable),
  });
  if (template === undefined) {
    await client.templates.create(organization, { name, template_version_id: version.id }, call);
    context.stdout.write(`Template ${name} has been made, with the version ${version.name}.\n`);
    return;
  }
  if (flags.activate) await client.templates.activate(template.id, version.id, call);
  const active = flags.activate ? "the active version" : "a version, and not the active one,";
  context.stdout.write(`${version.name} is ${active} of template ${name}.\n`);
}
