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

export const stop = defineCommand({
  words: ["stop"],
  description: "Stop a workspace: its processes end, what it keeps stays.",
  examples: ["coder stop dev", "coder stop alice/dev --yes --no-wait"],
  arguments: [workspaceArgument],
  settings: { yes: yesSetting, noWait: noWaitSetting },
  run: async (context, { yes, noWait }, [name = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const workspace = await findWorkspace(client, name, context.signal);
    const title = nameOf(workspace);
    if (workspace.latest_build.status === "stopped") {
      context.stdout.write(`${title} is stopped already.\n`);
      return 0;
    }
    await confirm(context, yes, `Stop ${title}?`);
    await buildWorkspace(context, client, workspace, { transition: "stop", noWait });
    context.stdout.write(noWait ? `${title} is being stopped.\n` : `${title} has been stopped.\n`);
    return 0;
  },
});
