import { z } from "zod";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { locateTask, taskArgument } from "./task-ref.ts";

export const sendTaskInput = defineCoderTool({
  name: "coder_send_task_input",
  title: "Coder: send task input",
  description: "Type a message into the AI agent of a running task.",
  annotations: MUTATES,
  scopes: ["workspace:ssh", "task:read", "task:update"],
  input: z.strictObject({ task_id: taskArgument, input: z.string().min(1) }),

  run: async (context, { task_id: text, input }) => {
    const { ref } = await locateTask(context, text);
    await context.client.tasks.send(ref, input, { signal: context.signal });
    return jsonResult({ message: "Input sent to task successfully." });
  },
});
