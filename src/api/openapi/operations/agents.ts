import { z } from "zod";
import {
  CurrentMetrics,
  Execution,
  ExecutionList,
  ExecutionReply,
  MetricsHistory,
  ProcessList,
  ReadOutput,
  SendSignal,
  SignalResult,
  StartExecution,
  TerminalSize,
  WriteStdin,
} from "../../../wire/agent-api.ts";
import { TerminalBackend, TerminalQuery } from "../../../wire/terminal.ts";
import { AppUrl, StartAppUrl } from "../../../wire/app-url.ts";
import { ListeningPorts } from "../../../wire/listening-ports.ts";
import { ReportAppStatus } from "../../../wire/app-status.ts";
import { Response } from "../../../wire/response.ts";
import { AgentMetadata } from "../../../wire/agent-metadata.ts";
import { AgentLog, WorkspaceAgent } from "../../../wire/workspace-agent.ts";
import { RELAY_REFUSALS, type Operation, type Operations } from "../operation.ts";
import { LogPart } from "../queries.ts";

const refusals = RELAY_REFUSALS;

const logs: Operation = {
  summary: "Log of the startup script; with `follow` a WebSocket, whatever its value",
  query: LogPart,
  answers: { 200: z.array(AgentLog) },
  frames: z.array(AgentLog),
  refusals: [426],
  support: "full",
};

/** Agents (coder-api 4.2), and the commands and processes of their own API. */
export const agentOperations: Operations = {
  "GET /workspaceagents/:agent": { summary: "An agent", answers: { 200: WorkspaceAgent }, support: "full" },
  "PATCH /workspaceagents/me/app-status": {
    summary: "What goes on in one of the agent's apps; with the agent's own token",
    body: ReportAppStatus,
    answers: { 200: Response },
    support: "full",
  },
  "GET /workspaceagents/:agent/logs": logs,
  "GET /workspaceagents/:agent/startup-logs": { ...logs, summary: "The same, for old clients" },
  "GET /workspaceagents/:agent/watch-metadata": {
    summary: "What the agent measures, as server-sent events",
    answers: { 200: { mediaType: "text/event-stream" } },
    support: "partial: an empty list, templates have nothing measured",
  },
  "GET /workspaceagents/:agent/watch-metadata-ws": {
    summary: "The same over a WebSocket",
    answers: {},
    frames: z.object({ type: z.enum(["ping", "data", "error"]), data: AgentMetadata.optional() }),
    refusals: [426],
    support: "partial: an empty list, templates have nothing measured",
  },
  "GET /workspaceagents/:agent/pty": {
    summary: "A terminal, as a WebSocket of binary messages",
    query: TerminalQuery.extend({ backend_type: TerminalBackend.optional() }),
    // JSON for who has no right to a terminal, a page for who may not know of the agent (coder-api 4.1).
    answers: { 404: { mediaType: "*/*" } },
    refusals: [426],
    support: "partial: not in containers",
  },
  "GET /workspaceagents/:agent/listening-ports": {
    summary: "TCP ports on which something listens, but for those of apps",
    answers: { 200: ListeningPorts },
    refusals,
    support: "full",
  },
  "POST /workspaceagents/:agent/apps/urls": {
    summary: "A signed URL for an app or a port, which needs no login",
    body: StartAppUrl,
    answers: { 201: AppUrl },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/executions": {
    summary: "Starts a command",
    body: StartExecution,
    answers: { 200: ExecutionReply },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/executions": {
    summary: "Lists commands",
    answers: { 200: ExecutionList },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/executions/:execution": {
    summary: "A command",
    answers: { 200: Execution },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/executions/:execution/output": {
    summary: "Reads the output of a command, and waits for it",
    query: ReadOutput,
    answers: { 200: ExecutionReply },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/executions/:execution/stdin": {
    summary: "Writes to the stdin of a command",
    body: WriteStdin,
    answers: { 200: Execution },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/executions/:execution/resize": {
    summary: "Gives the terminal of a command another size",
    body: TerminalSize,
    answers: { 200: Execution },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/executions/:execution/signal": {
    summary: "Sends the process tree of a command a signal",
    body: SendSignal,
    answers: { 200: Execution },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/processes": {
    summary: "The process table",
    answers: { 200: ProcessList },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/processes/:pid/signal": {
    summary: "Sends a process and its descendants a signal",
    body: SendSignal,
    answers: { 200: SignalResult },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/metrics": {
    summary: "CPU, memory, disk, network, processes and uptime, and what the last hour comes to",
    answers: { 200: CurrentMetrics },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/metrics/history": {
    summary: "A sample every 15 s of the last hour",
    answers: { 200: MetricsHistory },
    refusals,
    support: "ours",
  },
};
