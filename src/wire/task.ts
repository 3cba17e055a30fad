import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

/** Coder's Task: a workspace in which an AI agent works on a prompt (coder-mcp 1.10). */
export const Task = z.looseObject({
  id: Uuid,
  owner_id: Uuid.optional(),
  owner_name: z.string().default(""),
  name: z.string(),
  display_name: z.string().default(""),
  template_id: Uuid.optional(),
  template_version_id: Uuid.optional(),
  workspace_id: Uuid.nullish(),
  workspace_name: z.string().default(""),
  workspace_status: z.string().default(""),
  initial_prompt: z.string().default(""),
  status: z.string(),
  current_state: z
    .object({ timestamp: Time, state: z.string(), message: z.string(), uri: z.string() })
    .nullish(),
  created_at: Time,
  updated_at: Time,
});
export type Task = z.infer<typeof Task>;

export const TaskList = z.object({ tasks: listOf(Task) });

export const TaskLogs = z.object({
  logs: listOf(z.object({ id: z.int(), content: z.string(), type: z.string(), time: Time })),
});

/** Body of `POST /tasks/{user}`. */
export interface CreateTask {
  readonly input: string;
  readonly template_version_id: string;
  readonly template_version_preset_id?: string | undefined;
}
