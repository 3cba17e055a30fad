import { z } from "zod";
import type { Task } from "../../wire/task.ts";
import type { ToolContext } from "../context.ts";
import { READS } from "../tool.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { showsTask } from "./task-ref.ts";

const word = z.string().regex(/^[\w.@*-]+$/, "must be one word");

export const listTasks = defineCoderTool({
  name: "coder_list_tasks",
  title: "Coder: list tasks",
  description: "List a user's tasks.",
  annotations: READS,
  scopes: ["workspace:read", "task:read"],
  input: z.strictObject({
    status: word.optional().describe("e.g. active, paused or error"),
    user: word.default("me").describe("User name, or * for all"),
  }),

  run: async (context, { status, user }) => {
    const terms = [
      ...(user === "*" ? [] : [`owner:${user}`]),
      ...(status === undefined ? [] : [`status:${status}`]),
    ];
    const { tasks } = await context.client.tasks.list(terms.join(" "), { signal: context.signal });
    return jsonResult({ tasks: await onlyShown(context, tasks) });
  },
});

async function onlyShown(context: ToolContext, all: readonly Task[]): Promise<readonly Task[]> {
  const shown = await Promise.all(all.map((one) => showsTask(context, one)));
  return all.filter((_, index) => shown[index]);
}
