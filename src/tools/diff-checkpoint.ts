import { z } from "zod";
import { showChanges, showCheckpoint } from "./checkpoint-view.ts";
import { clipText } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const diffCheckpoint = defineTool({
  name: "diff_checkpoint",
  title: "Diff checkpoint",
  description: "Show what has changed since a checkpoint.",
  annotations: READS,
  toolsets: ["checkpoints"],
  scopes: ["workspace:read", "file:read"],
  input: z.strictObject({
    workspace: workspaceArgument,
    checkpoint_id: z.string().min(1),
    path: z.string().min(1).optional().describe("Only at or below it"),
  }),

  async run(context, { workspace, checkpoint_id: id, path }) {
    const reach = shortReach(context, workspace);
    const found = await onAgent(context, reach, ({ conn }) =>
      suggestNext(conn.checkpoints.diff(id, path, context.signal), { not_found: "list_checkpoints" }),
    );
    const { checkpoint, changes, diff } = found;
    const told = changes.length === 0 ? "nothing has changed" : `${showChanges(changes)}\n${diff}`;
    return { text: clipText(`since ${showCheckpoint(checkpoint)}\n${told}`), structured: { ...found } };
  },
});
