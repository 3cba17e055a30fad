import type { CoderClient } from "../client/client.ts";
import { AppError } from "../wire/errors.ts";
import type { Workspace } from "../wire/workspace.ts";
import { askConfirm, askText, canAsk } from "./ask.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { followBuild } from "./jobs/follow-build.ts";
import { requireSession } from "./session.ts";
import { CREATE_SETTINGS } from "./workspaces/create-settings.ts";
import { planWorkspace } from "./workspaces/plan-workspace.ts";
import { startSchedule } from "./workspaces/start-schedule.ts";
import { nameOf } from "./workspaces/workspace-columns.ts";

export const create = defineCommand({
  words: ["create"],
  description: "Make a workspace from a template, and start it.",
  details:
    "On a terminal it asks for what is not given. Elsewhere the defaults of the template are taken, and a required parameter without a value is an error.",
  examples: [
    "coder create dev --template docker",
    "coder create alice/dev -t docker --preset large --yes",
    "coder create dev -t docker --parameter region=eu --parameter size=large --stop-after 8h",
  ],
  arguments: [{ name: "workspace", description: "[owner/]name; asked for on a terminal." }],
  settings: CREATE_SETTINGS,
  run: async (context, flags, [given = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const schedule = flags.startAt === "" ? undefined : startSchedule(flags.startAt);
    const [owner, name] = ownerAndName(given === "" ? await askName(context) : given);
    const { template, ...plan } = await planWorkspace(context, client, flags);
    if (
      !flags.yes &&
      canAsk(context) &&
      !(await askConfirm(context, `Create ${name} from ${template.name}?`))
    ) {
      throw new AppError("canceled", "canceled; nothing was created");
    }
    const body = {
      ...plan,
      name,
      automatic_updates: flags.automaticUpdates,
      ...(schedule !== undefined && { autostart_schedule: schedule }),
      ...(flags.stopAfter !== undefined && { ttl_ms: flags.stopAfter }),
    };
    const { value: workspace } = await client.workspaces.create(owner, body, { signal: context.signal });
    await seeThrough(context, client, workspace, flags.noWait);
    return 0;
  },
});

async function seeThrough(
  context: CommandContext,
  client: CoderClient,
  workspace: Workspace,
  noWait: boolean,
): Promise<void> {
  if (!noWait) await followBuild(context, client, workspace.latest_build);
  const done = noWait ? "is being created" : "has been created";
  context.stdout.write(`${nameOf(workspace)} ${done}.\n`);
}

async function askName(context: CommandContext): Promise<string> {
  if (!canAsk(context)) throw new AppError("invalid", "workspace: give a name, such as `coder create dev`");
  return await askText(context, "What should the workspace be called?", (answer) =>
    answer === "" ? "a name is needed" : undefined,
  );
}

function ownerAndName(text: string): readonly [string, string] {
  const at = text.indexOf("/");
  return at === -1 ? ["me", text] : [text.slice(0, at), text.slice(at + 1)];
}
