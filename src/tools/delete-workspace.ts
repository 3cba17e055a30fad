import { z } from "zod";
import { keyArgument, waitArgument } from "./change-arguments.ts";
import { changeResult } from "./change-result.ts";
import { changeWorkspace } from "./change-workspace.ts";
import { waitDeadline } from "./context.ts";
import { locateWorkspace } from "./locate-workspace.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const deleteWorkspace = defineTool({
  name: "delete_workspace",
  title: "Delete workspace",
  description: "Delete a workspace and its files for good. Ask the user first.",
  annotations: DESTROYS,
  toolsets: ["default"],
  scopes: ["coder:workspaces.delete"],
  input: z.strictObject({
    workspace: workspaceArgument,
    wait_seconds: waitArgument,
    idempotency_key: keyArgument,
  }),

  async run(context, args) {
    const deadline = waitDeadline(context, args.wait_seconds);
    const found = await locateWorkspace(context, args.workspace, { includeDeleted: true });
    const change = { transition: "delete", idempotencyKey: args.idempotency_key, deadline } as const;
    const changed = await changeWorkspace(context, found, change);
    const done = changed.changed ? "deleted" : "already deleted";
    context.cache.drop(args.workspace);
    return changeResult({ ...changed, done, doing: "deleting", facts: { deleted: changed.changed } });
  },
});
