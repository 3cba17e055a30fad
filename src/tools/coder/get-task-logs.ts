import { z } from "zod";
import { READS } from "../tool.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { locateTask, taskArgument } from "./task-ref.ts";

const LAST = 50;

export const getTaskLogs = defineCoderTool({
  name: "coder_get_task_logs",
  title: "Coder: get task logs",
  description: "Get the last messages between a task's AI agent and its user.",
  annotations: READS,
  scopes: ["workspace:read", "task:read"],
  input: z.strictObject({ task_id: taskArgument }),

  run: async (context, { task_id: text }) => {
    const { ref } = await locateTask(context, text);
    const { logs } = await context.client.tasks.logs(ref, { signal: context.signal });
    const left = logs.length - LAST;
    return jsonResult({ logs: logs.slice(-LAST) }, left > 0 ? `${left} older messages left out.` : undefined);
  },
});
