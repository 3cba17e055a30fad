import { z } from "zod";
import { showChanges, showCheckpoint } from "./checkpoint-view.ts";
import { clipText } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const restoreCheckpoint = defineTool({
  name: "restore_checkpoint",
  title: "Restore checkpoint",
  description: "Make files what they were at a checkpoint, all or none; those made since go. Can be undone.",
  annotations: DESTROYS,
  toolsets: ["checkpoints"],
  scopes: ["workspace:read", "file:write"],
  input: z.strictObject({
    workspace: workspaceArgument,
    checkpoint_id: z.string().min(1),
    path: z.string().min(1).optional().describe("Only at or below it"),
    dry_run: z.boolean().default(false),
  }),

  async run(context, { workspace, checkpoint_id: id, path, dry_run }) {
    const reach = shortReach(context, workspace);
    const result = await onAgent(context, reach, ({ conn }) =>
      suggestNext(conn.checkpoints.restore(id, { path, dry_run }, context.signal), {
        not_found: "list_checkpoints",
      }),
    );
    const { checkpoint, changes, undo_id: undo } = result;
    if (changes.length === 0)
      return { text: "Nothing to restore: nothing has changed.", structured: { ...result } };
    const head = `${dry_run ? "would undo" : "undone"} since ${showCheckpoint(checkpoint)}`;
    const foot = undo === null ? "" : `\nrestore_checkpoint ${undo} takes this back`;
    return { text: clipText(`${head}\n${showChanges(changes)}${foot}`), structured: { ...result } };
  },
});
