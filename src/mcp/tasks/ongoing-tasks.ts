import type { CallToolResult } from "@modelcontextprotocol/server";
import { cancelOngoing, followOngoing, type Progress } from "../../tools/follow-ongoing.ts";
import { isBuildTool, type Ongoing } from "../../tools/ongoing.ts";
import { AppError } from "../../wire/errors.ts";
import { failureOf, resultOf } from "../tool-result.ts";
import { taskIdOf } from "./task-id.ts";
import type { TaskSource, TaskState, TaskViewer } from "./task-source.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A workspace keeps its newest 200 commands, which is no promise of a time. */
const EXECUTION_TTL_MS = 3_600_000;

export const POLL_INTERVAL_MS = 1000;

/**
 * Builds and commands as tasks. Their ids hold all there is to know, and the deployment and the workspace hold the rest:
 * so a task outlives this process, and any replica can show it.
 */
export const ONGOING_TASKS: readonly TaskSource[] = (["build", "execution"] as const).map((kind) => ({
  kind,
  get: async (viewer, id) => {
    const ongoing = parseId(viewer, kind, id);
    return stateOf(ongoing, await followOngoing(viewer.context, ongoing));
  },
  update: async (viewer, id) => void (await followOngoing(viewer.context, parseId(viewer, kind, id))),
  cancel: (viewer, id) => cancelOngoing(viewer.context, parseId(viewer, kind, id)),
}));

/** The tool whose work a task is; undefined for tasks of other kinds. */
export function toolOfTask(taskId: string): string | undefined {
  const [kind, id = ""] = taskId.split(".");
  if (kind === "execution") return "execute_command";
  return kind === "build" ? Buffer.from(id, "base64url").toString().split("/")[0] : undefined;
}

/** The result of a tool call whose work goes on, for a client that follows tasks. */
export function taskResult(ongoing: Ongoing, result: CallToolResult, now: string): CallToolResult {
  return {
    resultType: "task",
    content: result.content,
    taskId: taskIdOf(ongoing.kind, idOf(ongoing)),
    status: "working",
    createdAt: now,
    lastUpdatedAt: now,
    ttlMs: ttlOf(ongoing),
    pollIntervalMs: POLL_INTERVAL_MS,
  };
}

const idOf = (ongoing: Ongoing): string =>
  ongoing.kind === "build"
    ? [ongoing.tool, ongoing.workspaceId, ongoing.buildId].join("/")
    : [ongoing.workspaceId, ongoing.agentId, ongoing.executionId].join("/");

function parseId({ toolbox }: TaskViewer, kind: Ongoing["kind"], id: string): Ongoing {
  const [a = "", b = "", c = "", ...more] = id.split("/");
  const tool = kind === "build" ? a : "execute_command";
  const served = toolbox.tools.some(({ name }) => name === tool);
  if (served && more.length === 0) {
    if (kind === "build" && isBuildTool(a) && UUID.test(b) && UUID.test(c))
      return { kind, tool: a, workspaceId: b, buildId: c };
    if (kind === "execution" && UUID.test(a) && UUID.test(b) && c !== "")
      return { kind, workspaceId: a, agentId: b, executionId: c };
  }
  throw new AppError("not_found", "there is no such task");
}

function stateOf(ongoing: Ongoing, progress: Progress): TaskState {
  const times = {
    createdAt: progress.startedAt,
    lastUpdatedAt: progress.changedAt,
    ttlMs: ttlOf(ongoing),
  };
  switch (progress.state) {
    case "working":
      return { ...times, status: "working", statusMessage: progress.message };
    case "canceled":
      return { ...times, status: "cancelled", statusMessage: progress.message };
    case "done":
      return { ...times, status: "completed", result: resultOf(progress.result) };
    case "failed":
      return { ...times, status: "completed", result: failureOf(progress.error) };
  }
}

const ttlOf = ({ kind }: Ongoing): number | null => (kind === "build" ? null : EXECUTION_TTL_MS);
