import { agentApiConn } from "../client/agent-api-conn.ts";
import type { CoderClient } from "../client/client.ts";
import { oneOf, switched } from "../config/setting-schemas.ts";
import { AppError } from "../wire/errors.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { requireSession } from "./session.ts";
import { reachAgent } from "./ssh/reach-agent.ts";
import { runCommand } from "./ssh/run-command.ts";
import { shellSession } from "./ssh/shell-session.ts";
import { PARAMETER_SETTINGS } from "./parameters/parameter-settings.ts";
import { yesSetting } from "./yes-setting.ts";

export const ssh = defineCommand({
  words: ["ssh"],
  description: "Open a terminal in a workspace, or run a command there.",
  details:
    "The workspace is started when it is stopped. A terminal outlives a lost connection, which is made again. Behind `--` stands one command: its output and errors come apart and to the byte, and its exit code is that of coder.",
  examples: [
    "coder ssh dev",
    "coder ssh alice/dev.main",
    "coder ssh dev -- make test",
    "coder ssh dev -- cat notes.txt > notes.txt",
  ],
  arguments: [
    {
      name: "workspace",
      description: "[owner/]name[.agent], or the UUID.",
      required: true,
      completes: "workspace",
    },
    {
      name: "command",
      description: "Run by a shell in the workspace instead of a terminal.",
      variadic: true,
    },
  ],
  settings: {
    wait: {
      env: "CODER_SSH_WAIT",
      flag: "wait",
      placeholder: "when",
      description:
        "Whether to wait for the startup script: yes, no, or auto, which is what the template says.",
      default: "auto",
      schema: oneOf(["yes", "no", "auto"]),
    },
    noWait: {
      env: "CODER_SSH_NO_WAIT",
      flag: "no-wait",
      kind: "switch",
      description: "The same as --wait=no.",
      default: "",
      schema: switched,
    },
    disableAutostart: {
      env: "CODER_SSH_DISABLE_AUTOSTART",
      flag: "disable-autostart",
      kind: "switch",
      description: "Fail when the workspace is stopped, instead of starting it.",
      default: "",
      schema: switched,
    },
    yes: yesSetting,
    ...PARAMETER_SETTINGS,
  },
  run: async (context, flags, [name = "", ...words]) => {
    const client = await clientFor(context, await requireSession(context));
    const { id } = await reachAgent(context, client, {
      name,
      disableAutostart: flags.disableAutostart,
      wait: flags.noWait ? "no" : flags.wait,
      start: { ...flags, noWait: false, alwaysPrompt: false },
    });
    const command = words.join(" ");
    return command === "" ? await inTerminal(context, client, id) : await once(context, client, id, command);
  },
});

/** Where the deployment has no executions, a terminal is what there is: stderr is in the output then. */
async function once(
  context: CommandContext,
  client: CoderClient,
  agentId: string,
  command: string,
): Promise<number> {
  try {
    return await runCommand(context, agentApiConn(client, agentId), command);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unsupported") throw error;
    return await inTerminal(context, client, agentId, command);
  }
}

async function inTerminal(
  context: CommandContext,
  { http }: CoderClient,
  agentId: string,
  command = "",
): Promise<number> {
  if (http.socket === undefined) throw new AppError("unsupported", "a terminal needs WebSockets");
  return (await shellSession(context, { agentId, command, open: http.socket })) ?? EXIT.failed;
}
