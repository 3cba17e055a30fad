import type { CallToolResult, InputRequests } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";
import type { Toolbox } from "../toolbox.ts";

interface Times {
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** Milliseconds from its creation for which the task can be looked at; null is for good. */
  readonly ttlMs: number | null;
  readonly statusMessage?: string;
}

/** A task as `tasks/get` shows it (SEP-2663). What a tool reports as failed is completed, with an error's result. */
export type TaskState = Times &
  (
    | { readonly status: "working" | "cancelled" }
    | { readonly status: "input_required"; readonly inputRequests: InputRequests }
    | { readonly status: "completed"; readonly result: CallToolResult }
    | {
        readonly status: "failed";
        readonly error: { readonly code: number; readonly message: string };
      }
  );

/** Who looks at a task, and with which tools. */
export interface TaskViewer {
  readonly context: ToolContext;
  readonly toolbox: Toolbox;
}

/** One kind of tasks. Each method throws AppError "not_found" for an id that is none, or none of the viewer's. */
export interface TaskSource {
  /** Begins the ids of its tasks. */
  readonly kind: string;
  readonly get: (viewer: TaskViewer, id: string) => Promise<TaskState>;
  /** Takes answers to what a task in `input_required` asks; unknown ones are ignored. */
  readonly update: (
    viewer: TaskViewer,
    id: string,
    responses: Readonly<Record<string, unknown>>,
  ) => Promise<void>;
  readonly cancel: (viewer: TaskViewer, id: string) => Promise<void>;
}
