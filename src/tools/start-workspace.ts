import { z } from "zod";
import { AppError } from "../wire/errors.ts";
import { keyArgument, parametersArgument, waitArgument } from "./change-arguments.ts";
import { changeResult } from "./change-result.ts";
import { changeWorkspace } from "./change-workspace.ts";
import { waitDeadline } from "./context.ts";
import { locateWorkspace, showWorkspace } from "./locate-workspace.ts";
import { CHANGES, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const startWorkspace = defineTool({
  name: "start_workspace",
  title: "Start workspace",
  description: "Start a workspace and wait until commands can run. Harmless if it runs already.",
  annotations: CHANGES,
  toolsets: ["default", "minimal"],
  scopes: ["workspace:read", "workspace:start"],
  input: z.strictObject({
    workspace: workspaceArgument,
    parameters: parametersArgument,
    wait_seconds: waitArgument,
    idempotency_key: keyArgument,
  }),

  async run(context, args) {
    const deadline = waitDeadline(context, args.wait_seconds);
    const found = await locateWorkspace(context, args.workspace);
    const { parameters, idempotency_key: idempotencyKey } = args;
    const change = { transition: "start", parameters, idempotencyKey, deadline } as const;
    const changed = await changeWorkspace(context, found, change);
    if (!changed.changed && parameters !== undefined)
      throw new AppError(
        "conflict",
        `${showWorkspace(found)} is already started, so parameters were not applied; stop it first`,
      );
    const done = changed.changed ? "started, ready for commands" : "already running, ready for commands";
    context.cache.drop(args.workspace);
    return changeResult({
      ...changed,
      done,
      doing: "starting",
      tool: "start_workspace",
      facts: { started: changed.changed },
    });
  },
});
