import type { InputRequiredResult } from "@modelcontextprotocol/server";
import { askNobody, type Reply } from "../tools/ask.ts";
import type { ToolContext } from "../tools/context.ts";
import { askThrough, InputNeeded, inputRequiredFor } from "./ask-person.ts";
import type { Answers, BoundCall, CallStates } from "./call-state.ts";
import type { RequestFacts } from "./request-facts.ts";

export interface Asking<T> {
  readonly request: RequestFacts;
  readonly states: CallStates;
  /** Whether the client can put questions to a person. */
  readonly canAsk: boolean;
  readonly call: BoundCall;
  readonly run: (context: ToolContext) => Promise<T>;
}

/**
 * Runs a call that may ask: to its result, or to the result that has the client ask and repeat the call. Throws a
 * ProtocolError (-32602) when the client sends the state of another call.
 */
export async function runAsking<T>(
  context: ToolContext,
  { request, states, canAsk, call, run }: Asking<T>,
): Promise<T | InputRequiredResult> {
  const sent = request.mcpReq.requestState() !== undefined;
  const earlier = sent ? states.open(call, request) : undefined;
  const replies: Record<string, Reply> = { ...earlier };
  try {
    const ask = canAsk ? askThrough(request, earlier, replies) : askNobody;
    return await run({ ...context, ask });
  } catch (error) {
    if (!(error instanceof InputNeeded)) throw error;
    const answers: Answers = replies;
    return inputRequiredFor(error.question, await states.seal(call, answers));
  }
}
