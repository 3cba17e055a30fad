import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { requireSession } from "./session.ts";
import { findWorkspace } from "./workspaces/find-workspace.ts";
import { workspaceArgument } from "./workspaces/workspace-argument.ts";
import { nameOf } from "./workspaces/workspace-columns.ts";
import { yesSetting } from "./yes-setting.ts";

export const rename = defineCommand({
  words: ["rename"],
  description: "Give a workspace another name.",
  details:
    "A template may build names into resources; such resources are made anew at the next start, and empty.",
  examples: ["coder rename dev old-dev", "coder rename alice/dev old-dev --yes"],
  arguments: [workspaceArgument, { name: "name", description: "The other name.", required: true }],
  settings: { yes: yesSetting },
  run: async (context, { yes }, [text = "", name = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const workspace = await findWorkspace(client, text, context.signal);
    await confirm(context, yes, `Rename ${nameOf(workspace)} to ${name}?`);
    await client.workspaces.rename(workspace.id, name, { signal: context.signal });
    context.stdout.write(`${nameOf(workspace)} is called ${name}.\n`);
    return 0;
  },
});
