import type { CallToolResult, ServerContext } from "@modelcontextprotocol/server";
import { describeBug, describeError, type DescribedError } from "../tools/tool-error.ts";
import type { Selection } from "../tools/select-tools.ts";
import type { Tool, ToolResult } from "../tools/tool.ts";
import { AppError } from "../wire/errors.ts";
import type { Log } from "./log.ts";
import { reportProgress } from "./report-progress.ts";
import type { Session } from "./session.ts";

export interface CallOptions {
  /** Throws AppError "unauthenticated" when there is nobody to work for. */
  readonly session: () => Session | Promise<Session>;
  /** Milliseconds after which a call is given up; what it began in the workspace goes on. */
  readonly timeoutMs: number;
  /** Narrows the tools for whoever asks; absent means all of them. */
  readonly selects?: Selection | undefined;
  readonly log: Log;
}

export interface ToolCall {
  readonly tool: Tool;
  readonly args: unknown;
  readonly context: ServerContext;
}

/** Runs a tool to a result; failures of every kind become `isError` results, and bugs leave only a log id. */
export async function callTool(options: CallOptions, call: ToolCall): Promise<CallToolResult> {
  const { tool, args, context } = call;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(timeoutOf(tool, options.timeoutMs)), options.timeoutMs);
  const finished = new AbortController();
  const signal = AbortSignal.any([context.mcpReq.signal, over.signal]);
  const progress = reportProgress(context, AbortSignal.any([signal, finished.signal]));
  try {
    const { timeoutMs, session } = options;
    const { report } = progress;
    return resultOf(await tool.call({ ...(await session()), signal, progress: report, timeoutMs }, args));
  } catch (error) {
    return failureOf(describe(options, tool, signal.aborted ? abortedBy(signal, error) : error));
  } finally {
    await progress.sent();
    finished.abort();
    clearTimeout(timer);
  }
}

function timeoutOf(tool: Tool, timeoutMs: number): AppError {
  return new AppError(
    "timeout",
    `${tool.name} was given up after ${timeoutMs / 1000} s; what it began in the workspace goes on`,
  );
}

/** What an aborted call ended with hardly matters; why it was aborted does. */
function abortedBy({ reason }: AbortSignal, error: unknown): unknown {
  return reason instanceof AppError
    ? reason
    : new AppError("canceled", "the call was canceled", { cause: error });
}

function describe({ log }: CallOptions, tool: Tool, error: unknown): DescribedError {
  if (error instanceof AppError) {
    log("debug", "tool failed", { tool: tool.name, code: error.code, error });
    return describeError(error);
  }
  const id = crypto.randomUUID();
  log("error", "tool crashed", { tool: tool.name, id, error });
  return describeBug(id);
}

function resultOf({ text, structured, images = [] }: ToolResult): CallToolResult {
  const pictures = images.map(({ mimeType, data }) => ({ type: "image" as const, mimeType, data }));
  return { content: [{ type: "text", text }, ...pictures], structuredContent: { ...structured } };
}

function failureOf({ text, error }: DescribedError): CallToolResult {
  return { isError: true, content: [{ type: "text", text }], structuredContent: { error } };
}
