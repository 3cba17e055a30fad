import { z } from "zod";
import { showCheckpoint } from "./checkpoint-view.ts";
import { clipText } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const listCheckpoints = defineTool({
  name: "list_checkpoints",
  title: "List checkpoints",
  description: "List checkpoints, newest first. Automatic ones precede each write, edit and restore.",
  annotations: READS,
  toolsets: ["checkpoints"],
  scopes: ["workspace:read", "file:read"],
  input: z.strictObject({
    workspace: workspaceArgument,
    automatic: z.boolean().default(true),
    limit: z.int().min(1).max(250).default(25),
  }),

  async run(context, { workspace, automatic, limit }) {
    const reach = shortReach(context, workspace);
    const all = await onAgent(context, reach, ({ conn }) => conn.checkpoints.list(context.signal));
    const found = all.filter(({ kind }) => automatic || kind === "manual");
    const shown = found.slice(0, limit);
    const head = `${shown.length} of ${found.length} checkpoints`;
    return {
      text:
        shown.length === 0 ? "No checkpoints." : clipText([head, ...shown.map(showCheckpoint)].join("\n")),
      structured: { checkpoints: shown, total: found.length },
    };
  },
});
