import { basename, resolve } from "node:path";
import { AppError } from "../wire/errors.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";
import { PUSH_SETTINGS } from "./templates/push-settings.ts";
import { pushTemplate } from "./templates/push-template.ts";

export const templatesCreate = defineCommand({
  words: ["templates", "create"],
  description: "Make a template of a folder; `coder templates push` also takes one that is there.",
  examples: ["coder templates create docker --directory ./docker", "coder templates create -y"],
  arguments: [{ name: "name", description: "What to call it; as the folder unless given." }],
  settings: PUSH_SETTINGS,
  run: async (context, flags, [given = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const name = given === "" ? basename(resolve(flags.directory)) : given;
    const { signal } = context;
    const organization = flags.organization || "default";
    const taken = await client.templates.byName(organization, name, { signal }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && error.code === "not_found") return false;
        throw error;
      },
    );
    if (taken) {
      throw new AppError("conflict", `there is a template "${name}" already`, {
        detail: `\`coder templates push ${name}\` makes a version of it.`,
      });
    }
    await pushTemplate(context, client, { name, template: undefined }, flags);
    return 0;
  },
});
