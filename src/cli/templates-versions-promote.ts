import { text } from "../config/setting-schemas.ts";
import { invalidField } from "../wire/errors.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";
import { findTemplate, findVersion } from "./templates/find-template.ts";
import { organizationSetting } from "./templates/template-settings.ts";

export const templatesVersionsPromote = defineCommand({
  words: ["templates", "versions", "promote"],
  description: "Make one of a template's versions the active one.",
  examples: ["coder templates versions promote --template docker --template-version v2"],
  settings: {
    template: {
      env: "CODER_TEMPLATE_NAME",
      flag: "template",
      short: "t",
      placeholder: "template",
      completes: "template",
      description: "The template, by name or UUID.",
      default: "",
      schema: text,
    },
    templateVersion: {
      env: "CODER_TEMPLATE_VERSION_NAME",
      flag: "template-version",
      placeholder: "version",
      description: "The version, by name or UUID.",
      default: "",
      schema: text,
    },
    organization: organizationSetting,
  },
  run: async (context, { template: name, templateVersion, organization }) => {
    const { signal } = context;
    if (name === "") throw invalidField("--template", "name the template");
    if (templateVersion === "")
      throw invalidField("--template-version", "name one of the template's versions");
    const client = await clientFor(context, await requireSession(context));
    const template = await findTemplate(client, name, organization, signal);
    const version = await findVersion(client, template, templateVersion, signal);
    await client.templates.activate(template.id, version.id, { signal });
    context.stdout.write(`${version.name} is the active version of template ${template.name}.\n`);
    return 0;
  },
});
