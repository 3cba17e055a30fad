import {
  isInputRequiredResult,
  ProtocolError,
  type CallToolResult,
  type InputRequiredResult,
} from "@modelcontextprotocol/server";
import { describeBug, describeError, type DescribedError } from "../tools/tool-error.ts";
import type { Selection } from "../tools/select-tools.ts";
import type { ToolContext } from "../tools/context.ts";
import type { Tool } from "../tools/tool.ts";
import { AppError } from "../wire/errors.ts";
import type { CallOutcome, RecordCall } from "./call-outcome.ts";
import { answerFacts } from "./answer-facts.ts";
import type { CallStates } from "./call-state.ts";
import { inContext } from "./in-context.ts";
import type { Log } from "./log.ts";
import type { RequestFacts } from "./request-facts.ts";
import { runAsking } from "./run-asking.ts";
import type { Session } from "./session.ts";
import { describedFailure, resultOf } from "./tool-result.ts";

export interface CallOptions {
  /** Differs between callers who may see different things; what one was told is never remembered for another. */
  readonly caller: string;
  /** Whose calls these are: what one user's person answered is no answer to another's call. */
  readonly user: string;
  /** Throws AppError "unauthenticated" when there is nobody to work for. */
  readonly session: () => Session | Promise<Session>;
  /** Milliseconds after which a call is given up; what it began in the workspace goes on. */
  readonly timeoutMs: number;
  /** Narrows the tools for whoever asks; absent means all of them. */
  readonly selects?: Selection | undefined;
  readonly log: Log;
  /** Told of every call's end before it is answered. */
  readonly record?: RecordCall | undefined;
}

export interface ToolCall {
  readonly tool: Tool;
  readonly args: unknown;
  readonly context: RequestFacts;
  readonly states: CallStates;
  /** Whether the client can put questions to a person. */
  readonly canAsk: boolean;
  /** Whether the client follows tasks. */
  readonly follows: boolean;
}

/** Runs a tool to a result; failures of every kind become `isError` results, and bugs leave only a log id. */
export async function callTool(
  options: CallOptions,
  call: ToolCall,
): Promise<CallToolResult | InputRequiredResult> {
  const { tool, args, context: request, states, canAsk, follows } = call;
  const bound = { user: options.user, method: "tools/call", name: tool.name, args };
  const run = async (context: ToolContext) => {
    const result = await tool.call({ ...context, follows }, args);
    const answer = resultOf(result);
    if (!follows || result.ongoing === undefined) return answer;
    const { taskResult } = await import("./tasks/ongoing-tasks.ts");
    return taskResult(result.ongoing, answer, new Date().toISOString());
  };
  const asking = { request, states, canAsk, call: bound, run };
  const began = performance.now();
  const record = async (code: CallOutcome["code"], answer?: unknown): Promise<void> =>
    await options.record?.({
      tool: tool.name,
      args,
      code,
      ms: performance.now() - began,
      ...answerFacts(answer),
    });
  try {
    const work = (context: ToolContext) => runAsking(context, asking);
    const answer = await inContext(options, { name: tool.name, request, run: work });
    await record(isInputRequiredResult(answer) ? "asked" : "ok", answer);
    return answer;
  } catch (error) {
    if (error instanceof ProtocolError) {
      await record("invalid");
      throw error;
    }
    const described = describe(options, tool, error);
    await record(described.error.code);
    return describedFailure(described);
  }
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
