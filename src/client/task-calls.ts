import { AppError } from "../wire/errors.ts";
import { Task, TaskList, TaskLogs, type CreateTask } from "../wire/task.ts";
import type { CallOptions, Http } from "./http.ts";

/** A task as its owner (a name, a UUID or `me`) and its name or UUID. */
export interface TaskRef {
  readonly owner: string;
  readonly task: string;
}

/** Tasks (coder-mcp 1.10); AppError "unsupported" where the deployment has none. */
export const taskCalls = (http: Http) => {
  const list = (q?: string, options: CallOptions = {}) =>
    http.json({ path: "/tasks", query: { q }, ...options }, TaskList);
  const served = async <T>(call: Promise<T>, options: CallOptions): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      if (!isMissing(error)) throw error;
      await list(undefined, options).catch((cause: unknown) => {
        throw isMissing(cause) ? unserved(cause) : cause;
      });
      throw error;
    }
  };
  return {
    /** By Coder's search syntax, such as `owner:me status:active`. */
    list: (q?: string, options: CallOptions = {}) => served(list(q, options), options),

    get: (ref: TaskRef, options: CallOptions = {}) =>
      served(http.json({ path: pathOf(ref), ...options }, Task), options),

    create: (user: string, body: CreateTask, options: CallOptions = {}) =>
      served(
        http.json(
          { method: "POST", path: `/tasks/${encodeURIComponent(user)}`, json: body, ...options },
          Task,
        ),
        options,
      ),

    /** Deletes its workspace too. */
    delete: async (ref: TaskRef, options: CallOptions = {}) =>
      void (await served(http.bytes({ method: "DELETE", path: pathOf(ref), ...options }), options)),

    /** Types into the task's AI agent. */
    send: async (ref: TaskRef, input: string, options: CallOptions = {}) => {
      const call = { method: "POST", path: `${pathOf(ref)}/send`, json: { input }, ...options } as const;
      await served(http.bytes(call), options);
    },

    logs: (ref: TaskRef, options: CallOptions = {}) =>
      served(http.json({ path: `${pathOf(ref)}/logs`, ...options }, TaskLogs), options),
  };
};

const pathOf = ({ owner, task }: TaskRef): string =>
  `/tasks/${encodeURIComponent(owner)}/${encodeURIComponent(task)}`;

const isMissing = (error: unknown): boolean => error instanceof AppError && error.code === "not_found";

const unserved = (cause: unknown): AppError =>
  new AppError("unsupported", "this deployment has no tasks; use a workspace and its commands instead", {
    cause,
  });
