import { z } from "zod";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { locateTask, taskArgument } from "./task-ref.ts";

export const deleteTask = defineCoderTool({
  name: "coder_delete_task",
  title: "Coder: delete task",
  description: "Delete a task and its workspace.",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:delete", "task:read", "task:delete"],
  input: z.strictObject({ task_id: taskArgument }),

  run: async (context, { task_id: text }) => {
    const { task, ref } = await locateTask(context, text);
    await context.client.tasks.delete(ref, { signal: context.signal });
    return jsonResult({ message: `Task ${task.name} deleted successfully` });
  },
});
