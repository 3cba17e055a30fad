import { AppError } from "../../wire/errors.ts";
import type { TaskSource } from "./task-source.ts";

/** The id of a source's task. It names the task and permits nothing: each request is checked as its caller's. */
export const taskIdOf = (kind: string, id: string): string =>
  `${kind}.${Buffer.from(id).toString("base64url")}`;

/** The source of a task, and the task's id in it; throws AppError "not_found" for an id of no form of ours. */
export function findTask(
  sources: readonly TaskSource[],
  taskId: string,
): { readonly source: TaskSource; readonly id: string } {
  const source = sources.find(({ kind }) => taskId.startsWith(`${kind}.`));
  const id = Buffer.from(taskId.slice((source?.kind.length ?? 0) + 1), "base64url").toString();
  if (source === undefined || taskIdOf(source.kind, id) !== taskId)
    throw new AppError("not_found", `there is no task ${taskId}`);
  return { source, id };
}
