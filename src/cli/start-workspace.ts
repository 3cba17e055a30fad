import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { followBuild } from "./jobs/follow-build.ts";
import { requireSession } from "./session.ts";
import { findWorkspace } from "./workspaces/find-workspace.ts";
import { START_SETTINGS } from "./workspaces/start-settings.ts";
import { startWorkspace } from "./workspaces/start-workspace.ts";
import { workspaceArgument } from "./workspaces/workspace-argument.ts";
import { nameOf } from "./workspaces/workspace-columns.ts";

export const start = defineCommand({
  words: ["start"],
  description: "Start a workspace.",
  details:
    "It is built with the parameters that it had; those that are given take their place. One that is being started is waited for.",
  examples: ["coder start dev", "coder start alice/dev --parameter size=large", "coder start dev --no-wait"],
  arguments: [workspaceArgument],
  settings: START_SETTINGS,
  run: async (context, flags, [name = ""]) => {
    const { noWait } = flags;
    const client = await clientFor(context, await requireSession(context));
    const workspace = await findWorkspace(client, name, context.signal);
    const { latest_build: build } = workspace;
    const title = nameOf(workspace);
    if (build.status === "running") {
      context.stdout.write(`${title} is running already.\n`);
      return 0;
    }
    if (build.transition === "start" && ["pending", "starting"].includes(build.status)) {
      if (!noWait) await followBuild(context, client, build);
    } else {
      await startWorkspace(context, client, { workspace, update: false, flags });
    }
    context.stdout.write(noWait ? `${title} is being started.\n` : `${title} has been started.\n`);
    return 0;
  },
});
