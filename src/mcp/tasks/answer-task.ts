import { MissingRequiredClientCapabilityError, ProtocolError } from "@modelcontextprotocol/server";
import type { ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { invalidField } from "../../wire/errors.ts";
import { TASKS_EXTENSION } from "../features/feature.ts";
import { findTask } from "./task-id.ts";
import { POLL_INTERVAL_MS } from "./ongoing-tasks.ts";
import type { TaskSource, TaskViewer } from "./task-source.ts";

export type TaskMethod = "tasks/get" | "tasks/update" | "tasks/cancel";

const HEADER_MISMATCH = -32020;

const Params = z.looseObject({ taskId: z.string().min(1).max(1000) });

interface TaskParams {
  readonly taskId: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Refuses a client that has not declared the extension (-32021), before anything else is looked at. */
export function demandTasks(declared: boolean): void {
  if (declared) return;
  throw new MissingRequiredClientCapabilityError(
    { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
    `the client must declare the extension ${TASKS_EXTENSION}`,
  );
}

/** Parses a task request; over HTTP its `Mcp-Name` must be the task's id (SEP-2663), or it is refused with -32020. */
export function parseTaskRequest(params: unknown, { http, mcpReq }: ServerContext): TaskParams {
  const parsed = Params.safeParse(params);
  if (!parsed.success) throw invalidField("taskId", "is required, the id of a task");
  const name = http?.req?.headers.get("mcp-name");
  if (http?.req !== undefined && decodeName(name ?? "") !== parsed.data.taskId)
    throw new ProtocolError(HEADER_MISMATCH, "the header Mcp-Name must be the taskId of the request");
  // The SDK takes the responses out of the parameters of every method.
  return { taskId: parsed.data.taskId, responses: mcpReq.inputResponses ?? {} };
}

/** A header's value, which may be written as `=?base64?…?=` (SEP-2243). */
function decodeName(value: string): string {
  const encoded = /^=\?base64\?(.*)\?=$/.exec(value.trim())?.[1];
  return encoded === undefined ? value.trim() : Buffer.from(encoded, "base64").toString();
}

export interface TaskRequest {
  readonly method: TaskMethod;
  readonly params: TaskParams;
}

/** Answers a task request; throws AppError "not_found" for a task that is none of the viewer's. */
export async function answerTask(
  sources: readonly TaskSource[],
  viewer: TaskViewer,
  { method, params }: TaskRequest,
): Promise<Record<string, unknown>> {
  const { taskId, responses } = params;
  const { source, id } = findTask(sources, taskId);
  switch (method) {
    case "tasks/get":
      return { taskId, pollIntervalMs: POLL_INTERVAL_MS, ...(await source.get(viewer, id)) };
    case "tasks/update":
      await source.update(viewer, id, responses);
      return {};
    case "tasks/cancel":
      await source.cancel(viewer, id);
      return {};
  }
}
