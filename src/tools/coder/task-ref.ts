import { z } from "zod";
import type { TaskRef } from "../../client/task-calls.ts";
import { AppError } from "../../wire/errors.ts";
import type { Task } from "../../wire/task.ts";
import type { ToolContext } from "../context.ts";
import { isShown } from "../locate-workspace.ts";
import { parseWorkspaceRef, showRef } from "../../wire/workspace-ref.ts";

export const taskArgument = z.string().min(1).describe("Task UUID, or [owner/]name");

/** The task that an argument names; one whose workspace the server's filter hides is not found. */
export async function locateTask(context: ToolContext, text: string): Promise<{ task: Task; ref: TaskRef }> {
  const parsed = parseWorkspaceRef(text);
  const ref: TaskRef =
    parsed.kind === "id" ? { owner: "me", task: parsed.id } : { owner: parsed.owner, task: parsed.name };
  const task = await context.client.tasks.get(ref, { signal: context.signal }).catch((error: unknown) => {
    throw error instanceof AppError && error.code === "not_found" ? missing(showRef(parsed)) : error;
  });
  if (!(await showsTask(context, task))) throw missing(showRef(parsed));
  return { task, ref };
}

/** Whether the filter shows a task; one without a workspace is shown only where there is no filter. */
export async function showsTask(context: ToolContext, { workspace_id: id }: Task): Promise<boolean> {
  if (context.filter.fields.size === 0) return true;
  if (typeof id !== "string") return false;
  const options = { signal: context.signal, includeDeleted: true };
  return await isShown(context, await context.client.workspaces.get(id, options));
}

const missing = (shown: string): AppError => new AppError("not_found", `no task ${shown}`);
