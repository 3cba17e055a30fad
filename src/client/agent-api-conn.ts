import type { z } from "zod";
import {
  CurrentMetrics,
  Execution,
  ExecutionList,
  ExecutionReply,
  ProcessList,
  SignalResult,
} from "../wire/agent-api.ts";
import type { SendSignal } from "../wire/agent-api.ts";
import {
  EditResult,
  FileChange,
  FileListing,
  FileStat,
  FileText,
  FoundFiles,
  WriteResult,
} from "../wire/agent-files.ts";
import { AppError } from "../wire/errors.ts";
import { FileTransfer } from "../wire/file-transfer.ts";
import { checkpointCalls } from "./checkpoint-conn.ts";
import type { CoderClient } from "./client.ts";
import type { Call } from "./http.ts";
import { isUncodedStatus } from "./http-failure.ts";
import type { Incoming } from "./transport.ts";
import { abortFailure } from "./until-aborted.ts";
import type { WorkspaceConn } from "./workspace-conn.ts";

/** Reaches an agent through the deployment's agent API (design 4); a genuine Coder deployment serves none. */
export function agentApiConn(client: Pick<CoderClient, "http">, agentId: string): WorkspaceConn {
  const at = (call: Call): Call => ({ ...call, path: `/workspaceagents/${agentId}${call.path}` });
  const relay: Relay = {
    json: (call, schema) => served(client.http.json(at(call), schema)),
    bytes: (call) => served(client.http.bytes(at(call))),
    open: (call) => served(client.http.open(at(call))),
  };
  return { ...executionCalls(relay), ...fileCalls(relay), checkpoints: checkpointCalls(relay.json) };
}

interface Relay {
  readonly json: <T>(call: Call, schema: z.ZodType<T>) => Promise<T>;
  readonly bytes: (call: Call) => Promise<Uint8Array>;
  readonly open: (call: Call) => Promise<Incoming>;
}

type FileCall = "stat" | "list" | "readText" | "readBytes" | "write" | "edit" | "find" | "watch" | "transfer";

const executionCalls = ({ json }: Relay): Omit<WorkspaceConn, FileCall | "checkpoints"> => ({
  start: (request, signal) => {
    const repeatable = request.idempotency_key !== undefined;
    return json({ method: "POST", path: "/executions", json: request, repeatable, signal }, ExecutionReply);
  },
  output: (id, query, signal) => {
    const path = `/executions/${encodeURIComponent(id)}/output`;
    return json({ path, query: textQuery(query), signal }, ExecutionReply);
  },
  executions: async (signal) => (await json({ path: "/executions", signal }, ExecutionList)).executions,
  input: (id, input, signal) =>
    json(post(`/executions/${encodeURIComponent(id)}/stdin`, input, signal), Execution),
  resize: (id, size, signal) =>
    json(
      { ...post(`/executions/${encodeURIComponent(id)}/resize`, size, signal), repeatable: true },
      Execution,
    ),
  signal: (id, request, signal) => {
    const call = post(`/executions/${encodeURIComponent(id)}/signal`, request, signal);
    return json({ ...call, repeatable: isEnd(request) }, Execution);
  },
  signalProcess: (pid, request, signal) =>
    json(post(`/processes/${pid}/signal`, request, signal), SignalResult),
  processes: async (signal) => (await json({ path: "/processes", signal }, ProcessList)).processes,
  metrics: (signal) => json({ path: "/metrics", signal }, CurrentMetrics),
});

const post = (path: string, body: object, signal: AbortSignal): Call => ({
  method: "POST",
  path,
  json: body,
  signal,
});

/** Ending what has ended changes nothing; another signal may be one too many. */
const isEnd = ({ signal, grace_ms: grace }: SendSignal): boolean =>
  signal === "SIGKILL" || grace !== undefined;

const fileCalls = ({ json, bytes, open }: Relay): Pick<WorkspaceConn, FileCall> => ({
  stat: (path, signal) => json({ path: "/files/stat", query: { path }, signal }, FileStat),
  list: (query, signal) => json({ path: "/files/list", query: textQuery(query), signal }, FileListing),
  watch: async function* (path, signal) {
    const { body } = await open({ path: "/files/watch", query: { path }, signal });
    try {
      for await (const line of textLines(body)) yield FileChange.parse(JSON.parse(line)).etag;
    } catch (cause) {
      if (signal.aborted) throw abortFailure(signal);
      throw new AppError("unavailable", "the watch of the file broke off", { cause });
    }
  },
  find: (query, signal) => json({ path: "/files/find", query: textQuery(query), signal }, FoundFiles),
  readText: (query, signal) => json({ path: "/files/text", query: textQuery(query), signal }, FileText),
  readBytes: (query, signal) => bytes({ path: "/files/content", query: textQuery(query), signal }),
  write: (query, data, signal) => {
    const content = { bytes: data, type: "application/octet-stream" };
    const repeatable = query.idempotency_key !== undefined;
    const path = "/files/content";
    return json({ method: "PUT", path, query: textQuery(query), content, repeatable, signal }, WriteResult);
  },
  transfer: (request, signal) =>
    json({ ...post("/files/transfers", request, signal), repeatable: true }, FileTransfer),
  edit: (request, signal) => {
    const repeatable = request.idempotency_key !== undefined;
    return json({ method: "POST", path: "/files/edits", json: request, repeatable, signal }, EditResult);
  },
});

async function* textLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Coerced query fields are `unknown` on their input side; on the wire they are all text. */
function textQuery(query: Readonly<Record<string, unknown>>): Record<string, string> {
  const present = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([key, value]) => [key, String(value)]));
}

/** Whether an error says that the deployment serves no agent API, as a genuine one does not. */
export const lacksAgentApi = (error: unknown): boolean =>
  error instanceof AppError && error.code === "unsupported" && isUncodedStatus(error.cause, 404, 405);

async function served<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isUncodedStatus(error, 404, 405)) throw error;
    throw new AppError(
      "unsupported",
      "this deployment does not serve the agent API, so commands and files in its workspaces are out of reach",
      { cause: error },
    );
  }
}
