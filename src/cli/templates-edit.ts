import { optionalDuration, text } from "../config/setting-schemas.ts";
import type { Setting } from "../config/setting.ts";
import { AppError } from "../wire/errors.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";
import { findTemplate } from "./templates/find-template.ts";
import { templateArgument } from "./templates/template-argument.ts";
import { organizationSetting } from "./templates/template-settings.ts";

const textSetting = <const F extends string>(flag: F, description: string) =>
  ({
    env: undefined,
    flag,
    placeholder: "text",
    description,
    default: "",
    schema: text,
  }) as const satisfies Setting<string>;

export const templatesEdit = defineCommand({
  words: ["templates", "edit"],
  description: "Change a template's name and settings; what is not given stays.",
  examples: [
    "coder templates edit docker --description 'Debian in a container' --default-ttl 8h",
    "coder templates edit old --deprecated 'take docker instead'",
  ],
  arguments: [templateArgument],
  settings: {
    name: textSetting("name", "Another name."),
    displayName: textSetting("display-name", "The name that people are shown."),
    description: textSetting("description", "One sentence about it."),
    icon: textSetting("icon", "The address of its icon."),
    deprecated: textSetting("deprecated", "Why no workspace should be made of it any more."),
    defaultTtl: {
      env: undefined,
      flag: "default-ttl",
      placeholder: "duration",
      description: "How long its workspaces run before they stop by themselves; 0 is for ever.",
      default: "",
      schema: optionalDuration("0", "30d"),
    },
    organization: organizationSetting,
  },
  run: async (context, flags, [wanted = ""]) => {
    const { signal } = context;
    const body = bodyOf(flags);
    if (Object.keys(body).length === 0) {
      throw new AppError(
        "invalid",
        "nothing is to be changed: give at least one flag, such as --description",
      );
    }
    const client = await clientFor(context, await requireSession(context));
    const template = await findTemplate(client, wanted, flags.organization, signal);
    await client.templates.update(template.id, body, { signal });
    context.stdout.write(`Template ${template.name} has been changed.\n`);
    return 0;
  },
});

interface Edits {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly icon: string;
  readonly deprecated: string;
  readonly defaultTtl: number | undefined;
}

const bodyOf = ({ name, displayName, description, icon, deprecated, defaultTtl }: Edits) => ({
  ...(name !== "" && { name }),
  ...(displayName !== "" && { display_name: displayName }),
  ...(description !== "" && { description }),
  ...(icon !== "" && { icon }),
  ...(deprecated !== "" && { deprecation_message: deprecated }),
  ...(defaultTtl !== undefined && { default_ttl_ms: defaultTtl }),
});
