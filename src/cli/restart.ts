import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { buildWorkspace } from "./jobs/follow-build.ts";
import { requireSession } from "./session.ts";
import { findWorkspace } from "./workspaces/find-workspace.ts";
import { START_SETTINGS } from "./workspaces/start-settings.ts";
import { startWorkspace } from "./workspaces/start-workspace.ts";
import { workspaceArgument } from "./workspaces/workspace-argument.ts";
import { nameOf } from "./workspaces/workspace-columns.ts";

export const restart = defineCommand({
  words: ["restart"],
  description: "Stop a workspace, then start it.",
  details: "--no-wait counts for the start; the stop is always waited for.",
  examples: ["coder restart dev", "coder restart dev --yes --parameter size=large"],
  arguments: [workspaceArgument],
  settings: START_SETTINGS,
  run: async (context, flags, [name = ""]) => {
    const { yes, noWait } = flags;
    const client = await clientFor(context, await requireSession(context));
    const workspace = await findWorkspace(client, name, context.signal);
    const title = nameOf(workspace);
    await confirm(context, yes, `Restart ${title}?`);
    if (workspace.latest_build.status !== "stopped") {
      await buildWorkspace(context, client, workspace, { transition: "stop", noWait: false });
    }
    await startWorkspace(context, client, { workspace, update: false, flags });
    context.stdout.write(noWait ? `${title} is being started.\n` : `${title} has been restarted.\n`);
    return 0;
  },
});
