import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { requireSession } from "./session.ts";
import { findTemplate } from "./templates/find-template.ts";
import { templateArgument } from "./templates/template-argument.ts";
import { organizationSetting } from "./templates/template-settings.ts";
import { yesSetting } from "./yes-setting.ts";

export const templatesDelete = defineCommand({
  words: ["templates", "delete"],
  aliases: ["rm"],
  description: "Delete templates; one with workspaces cannot be deleted.",
  examples: ["coder templates delete docker", "coder templates delete docker old --yes"],
  arguments: [{ ...templateArgument, variadic: true }],
  settings: { organization: organizationSetting, yes: yesSetting },
  run: async (context, { organization, yes }, names) => {
    const { signal } = context;
    const client = await clientFor(context, await requireSession(context));
    const templates = [];
    for (const name of names) templates.push(await findTemplate(client, name, organization, signal));
    await confirm(context, yes, `Delete ${templates.map(({ name }) => name).join(", ")}?`);
    for (const { id, name } of templates) {
      await client.templates.delete(id, { signal });
      context.stdout.write(`Template ${name} has been deleted.\n`);
    }
    return 0;
  },
});
