import { z } from "zod";
import { READS } from "../tool.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { locateTask, taskArgument } from "./task-ref.ts";

export const getTaskStatus = defineCoderTool({
  name: "coder_get_task_status",
  title: "Coder: get task status",
  description: "Get a task's status and what its AI agent last reported.",
  annotations: READS,
  scopes: ["workspace:read", "task:read"],
  input: z.strictObject({ task_id: taskArgument }),

  run: async (context, { task_id: text }) => {
    const { task } = await locateTask(context, text);
    return jsonResult({ status: task.status, state: task.current_state ?? null });
  },
});
