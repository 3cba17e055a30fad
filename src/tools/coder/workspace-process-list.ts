import { z } from "zod";
import type { Execution } from "../../wire/agent-api.ts";
import { shorten } from "../format.ts";
import { onAgent, shortReach } from "../reach-agent.ts";
import { READS } from "../tool.ts";
import { workspace } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { exitCodeOf } from "./execute-result.ts";
import { jsonResult } from "./json-result.ts";

const SHOWN = 50;
const COMMAND_CHARACTERS = 120;

export const workspaceProcessList = defineCoderTool({
  name: "coder_workspace_process_list",
  title: "Coder: list processes",
  description: "List the commands that were started in a workspace, the newest first.",
  annotations: READS,
  scopes: ["workspace:read", "workspace:exec"],
  input: z.strictObject({ workspace }),

  run: async (context, { workspace: text }) => {
    const all = await onAgent(context, shortReach(context, text), ({ conn }) =>
      conn.executions(context.signal),
    );
    const newest = all.toSorted((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));
    const left = newest.length - SHOWN;
    const note = left > 0 ? `${left} older ones left out.` : undefined;
    return jsonResult({ processes: newest.slice(0, SHOWN).map(processFields) }, note);
  },
});

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);

const processFields = (execution: Execution) => ({
  id: execution.id,
  command: shorten(execution.command, COMMAND_CHARACTERS),
  workdir: execution.workdir,
  running: execution.state === "running",
  ...(execution.state === "running" ? {} : { exit_code: exitCodeOf(execution) }),
  started_at_unix: seconds(execution.started_at),
  ...(execution.ended_at === null ? {} : { exited_at_unix: seconds(execution.ended_at) }),
});
