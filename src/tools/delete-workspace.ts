import { z } from "zod";
import { formatAge } from "../lib/format-time.ts";
import type { Workspace } from "../wire/workspace.ts";
import type { Question } from "./ask.ts";
import { keyArgument, waitArgument } from "./change-arguments.ts";
import { changeResult } from "./change-result.ts";
import { changeWorkspace } from "./change-workspace.ts";
import { waitDeadline } from "./context.ts";
import { locateWorkspace, showWorkspace } from "./locate-workspace.ts";
import { DESTROYS, defineTool, type ToolResult } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";
import { workspaceView } from "./workspace-view.ts";

export const deleteWorkspace = defineTool({
  name: "delete_workspace",
  title: "Delete workspace",
  description: "Delete a workspace and its files for good. Ask the user first.",
  annotations: DESTROYS,
  toolsets: ["default"],
  scopes: ["workspace:read", "workspace:delete"],
  input: z.strictObject({
    workspace: workspaceArgument,
    wait_seconds: waitArgument,
    idempotency_key: keyArgument,
  }),

  async run(context, args) {
    const deadline = waitDeadline(context, args.wait_seconds);
    const found = await locateWorkspace(context, args.workspace, { includeDeleted: true });
    const reply = isGoing(found) ? undefined : await context.ask(questionOf(found));
    if (reply?.kind === "declined") return declined(found);
    const change = { transition: "delete", idempotencyKey: args.idempotency_key, deadline } as const;
    const changed = await changeWorkspace(context, found, change);
    const done = changed.changed ? "deleted" : "already deleted";
    context.cache.drop(args.workspace);
    return changeResult({
      ...changed,
      done,
      doing: "deleting",
      tool: "delete_workspace",
      facts: { deleted: changed.changed },
    });
  },
});

const isGoing = ({ latest_build: { status } }: Workspace): boolean =>
  status === "deleting" || status === "deleted";

const questionOf = (workspace: Workspace): Question => ({
  kind: "confirm",
  key: "delete",
  label: "Delete it",
  message:
    `Delete the workspace ${showWorkspace(workspace)}? It was created ${formatAge(workspace.created_at)} and ` +
    `last used ${formatAge(workspace.last_used_at)}. Its files will be lost.`,
});

/** Nothing was done, which is what the person wanted. */
const declined = (workspace: Workspace): ToolResult => ({
  text: `${showWorkspace(workspace)}: declined; the user does not want it deleted, and nothing was`,
  structured: {
    deleted: false,
    declined: true,
    status: workspace.latest_build.status,
    complete: true,
    replayed: false,
    workspace: workspaceView(workspace),
  },
});
