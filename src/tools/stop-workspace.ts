import { z } from "zod";
import { keyArgument, waitArgument } from "./change-arguments.ts";
import { changeResult } from "./change-result.ts";
import { changeWorkspace } from "./change-workspace.ts";
import { waitDeadline } from "./context.ts";
import { locateWorkspace } from "./locate-workspace.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const stopWorkspace = defineTool({
  name: "stop_workspace",
  title: "Stop workspace",
  description: "Stop a workspace: its processes end, its home stays. Harmless if it is stopped already.",
  annotations: DESTROYS,
  toolsets: ["default"],
  scopes: ["workspace:read", "workspace:stop"],
  input: z.strictObject({
    workspace: workspaceArgument,
    wait_seconds: waitArgument,
    idempotency_key: keyArgument,
  }),

  async run(context, args) {
    const deadline = waitDeadline(context, args.wait_seconds);
    const found = await locateWorkspace(context, args.workspace);
    const change = { transition: "stop", idempotencyKey: args.idempotency_key, deadline } as const;
    const changed = await changeWorkspace(context, found, change);
    const done = changed.changed ? "stopped" : "already stopped";
    context.cache.drop(args.workspace);
    return changeResult({
      ...changed,
      done,
      doing: "stopping",
      tool: "stop_workspace",
      facts: { stopped: changed.changed },
    });
  },
});
