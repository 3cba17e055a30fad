import { switched } from "../config/setting-schemas.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { buildWorkspace } from "./jobs/follow-build.ts";
import { noWaitSetting } from "./no-wait-setting.ts";
import { requireSession } from "./session.ts";
import { findWorkspace } from "./workspaces/find-workspace.ts";
import { workspaceArgument } from "./workspaces/workspace-argument.ts";
import { nameOf } from "./workspaces/workspace-columns.ts";
import { yesSetting } from "./yes-setting.ts";

export const deleteWorkspace = defineCommand({
  words: ["delete"],
  aliases: ["rm"],
  description: "Delete a workspace with all that it keeps.",
  examples: ["coder delete dev", "coder delete alice/dev --yes", "coder delete broken --orphan --yes"],
  arguments: [workspaceArgument],
  settings: {
    yes: yesSetting,
    noWait: noWaitSetting,
    orphan: {
      env: undefined,
      flag: "orphan",
      kind: "switch",
      description: "Forget it and leave its resources where they are; for administrators of templates.",
      default: "",
      schema: switched,
    },
  },
  run: async (context, { yes, noWait, orphan }, [name = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const workspace = await findWorkspace(client, name, context.signal);
    const title = nameOf(workspace);
    await confirm(context, yes, `Delete ${title} with all that it keeps?`);
    const body = { transition: "delete", noWait, ...(orphan && { orphan }) } as const;
    await buildWorkspace(context, client, workspace, body);
    context.stdout.write(noWait ? `${title} is being deleted.\n` : `${title} has been deleted.\n`);
    return 0;
  },
});
