import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";
import { findWorkspace } from "./workspaces/find-workspace.ts";
import { START_SETTINGS } from "./workspaces/start-settings.ts";
import { startWorkspace } from "./workspaces/start-workspace.ts";
import { workspaceArgument } from "./workspaces/workspace-argument.ts";
import { nameOf } from "./workspaces/workspace-columns.ts";

export const update = defineCommand({
  words: ["update"],
  description: "Start a workspace with the active version of its template.",
  details: "One that is not outdated is left as it is, unless parameters are to change.",
  examples: ["coder update dev", "coder update dev --always-prompt"],
  arguments: [workspaceArgument],
  settings: START_SETTINGS,
  run: async (context, flags, [name = ""]) => {
    const { noWait, alwaysPrompt, parameter, richParameterFile } = flags;
    const client = await clientFor(context, await requireSession(context));
    const workspace = await findWorkspace(client, name, context.signal);
    const title = nameOf(workspace);
    const changes = alwaysPrompt || parameter.length > 0 || richParameterFile !== "";
    if (!workspace.outdated && !changes) {
      context.stdout.write(`${title} has the active version of its template already.\n`);
      return 0;
    }
    await startWorkspace(context, client, { workspace, update: true, flags });
    context.stdout.write(noWait ? `${title} is being updated.\n` : `${title} has been updated.\n`);
    return 0;
  },
});
