import { z } from "zod";
import { keyArgument } from "./change-arguments.ts";
import { showCheckpoint } from "./checkpoint-view.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { CHANGES, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const createCheckpoint = defineTool({
  name: "create_checkpoint",
  title: "Create checkpoint",
  description: "Keep a folder as it is, without what git ignores, to compare with or bring back.",
  annotations: CHANGES,
  toolsets: ["checkpoints"],
  scopes: ["workspace:read", "file:write"],
  input: z.strictObject({
    workspace: workspaceArgument,
    path: z.string().min(1),
    label: z.string().max(200).optional(),
    idempotency_key: keyArgument,
  }),

  async run(context, { workspace, path, label, idempotency_key }) {
    const reach = shortReach(context, workspace);
    const request = { path, label, idempotency_key: idempotency_key ?? crypto.randomUUID() };
    const made = await onAgent(context, reach, ({ conn }) =>
      conn.checkpoints.create(request, context.signal),
    );
    const skipped = made.skipped.length === 0 ? "" : `\nleft out, too large: ${made.skipped.join(", ")}`;
    return { text: `${showCheckpoint(made)}${skipped}`, structured: { ...made } };
  },
});
