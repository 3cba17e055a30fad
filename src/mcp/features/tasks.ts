import type { ServerContext } from "@modelcontextprotocol/server";
import { handling, TASKS_EXTENSION, type Feature } from "./feature.ts";

const METHODS = ["tasks/get", "tasks/update", "tasks/cancel"] as const;

/** What the handlers are given is parsed by them, with parts that are loaded later. */
const UNPARSED = {
  "~standard": { version: 1, vendor: "coder", validate: (value: unknown) => ({ value }) },
} as const;

/** Builds and commands that go on as tasks (SEP-2663), for modern clients that declare the extension. */
export const tasksFeature: Feature = {
  capabilities: ({ era }) => (era === "modern" ? { extensions: { [TASKS_EXTENSION]: {} } } : {}),

  register: (server, { era, calls, toolbox, taskSources = [] }) => {
    if (era !== "modern") return;
    for (const method of METHODS)
      server.setRequestHandler(method, { params: UNPARSED }, async (params, request: ServerContext) => {
        const [
          { answerRequest, answerTask, clientAbilities, demandTasks, parseTaskRequest, ONGOING_TASKS },
          box,
        ] = await Promise.all([tasks(), toolbox()]);
        demandTasks(clientAbilities(server, request).tasks);
        const sources = [...ONGOING_TASKS, ...taskSources];
        return answerRequest(calls, {
          name: method,
          request,
          run: async (context) =>
            answerTask(
              sources,
              { context, toolbox: box },
              { method, params: parseTaskRequest(params, request) },
            ),
        });
      });
  },
};

/** Loaded with the first request, so that they do not delay the handshake. */
const tasks = async () => ({
  ...(await handling()),
  ...(await import("../tasks/answer-task.ts")),
  ...(await import("../tasks/ongoing-tasks.ts")),
});
