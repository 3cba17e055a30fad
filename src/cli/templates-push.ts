import { basename, resolve } from "node:path";
import type { CoderClient } from "../client/client.ts";
import { AppError } from "../wire/errors.ts";
import type { Template } from "../wire/template.ts";
import { askConfirm, canAsk } from "./ask.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { requireSession } from "./session.ts";
import { findTemplate } from "./templates/find-template.ts";
import { PUSH_SETTINGS, type PushFlags } from "./templates/push-settings.ts";
import { pushTemplate, type PushTarget } from "./templates/push-template.ts";

export const templatesPush = defineCommand({
  words: ["templates", "push"],
  description: "Upload a folder as a template's version, and make it the active one.",
  details:
    "A template that is not there is made. What begins with a dot and Terraform's state stay behind. On a terminal it asks first.",
  examples: [
    "coder templates push",
    "coder templates push docker --directory ./docker --message 'a smaller image' --yes",
    "coder templates push docker --activate=false --name v2 -y",
  ],
  arguments: [
    { name: "template", description: "Its name; that of the folder unless given.", completes: "template" },
  ],
  settings: PUSH_SETTINGS,
  run: async (context, flags, [given = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const name = given === "" ? basename(resolve(flags.directory)) : given;
    const template = await existing(client, name, flags.organization, context.signal);
    await agree(context, { name, template }, flags);
    await pushTemplate(context, client, { name, template }, flags);
    return 0;
  },
});

async function existing(
  client: CoderClient,
  name: string,
  organization: string,
  signal: AbortSignal,
): Promise<Template | undefined> {
  try {
    return await findTemplate(client, name, organization, signal);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return undefined;
    throw error;
  }
}

async function agree(
  context: CommandContext,
  { name, template }: PushTarget,
  { yes, directory }: PushFlags,
): Promise<void> {
  if (yes || !canAsk(context)) return;
  const what = template === undefined ? `Make the template ${name}` : `Push a version of ${name}`;
  if (!(await askConfirm(context, `${what} from ${resolve(directory)}?`))) {
    throw new AppError("canceled", "canceled; nothing was uploaded");
  }
}
