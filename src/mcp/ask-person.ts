import { inputRequired, type InputRequest, type InputRequiredResult } from "@modelcontextprotocol/server";
import { fieldOf } from "../lib/field-of.ts";
import type { Ask, Question, Reply } from "../tools/ask.ts";
import type { Answers } from "./call-state.ts";
import type { RequestFacts } from "./request-facts.ts";

/** Ends a call until the person has answered; the client then repeats it, with the answer. */
export class InputNeeded extends Error {
  override readonly name = "InputNeeded";
  readonly question: Question;

  constructor(question: Question) {
    super(`the person is asked ${question.key}`);
    this.question = question;
  }
}

/**
 * Answers questions from what the person said, in earlier rounds of the call or with this request, and notes it in
 * `replies`; ends the call at a question that is open.
 */
export function askThrough(
  { mcpReq }: RequestFacts,
  answers: Answers | undefined,
  replies: Record<string, Reply>,
): Ask {
  return async (question) => {
    const earlier = answers?.[question.key];
    if (earlier !== undefined) return earlier;
    // Without the sealed state of our own question, a response answers nothing.
    const response = answers === undefined ? undefined : mcpReq.inputResponses?.[question.key];
    const reply = response === undefined ? undefined : replyOf(question, response);
    if (reply === undefined) throw new InputNeeded(question);
    replies[question.key] = reply;
    return reply;
  };
}

/** Undefined for what is no answer to the question, which is then asked again. */
export function replyOf(question: Question, response: unknown): Reply | undefined {
  const action = fieldOf(response, "action");
  if (action === "decline" || action === "cancel") return { kind: "declined" };
  if (action !== "accept") return undefined;
  const value = fieldOf(fieldOf(response, "content"), question.key);
  if (question.kind === "choose")
    return typeof value === "string" && question.options.includes(value)
      ? { kind: "accepted", choice: value }
      : undefined;
  if (typeof value !== "boolean") return undefined;
  return value ? { kind: "accepted", choice: "" } : { kind: "declined" };
}

/** The result that has a client ask the question and repeat the call. */
export const inputRequiredFor = (question: Question, requestState: string): InputRequiredResult =>
  inputRequired({ inputRequests: { [question.key]: formOf(question) }, requestState });

function formOf(question: Question): InputRequest {
  const { message, key, label: title } = question;
  const field =
    question.kind === "choose"
      ? { type: "string" as const, title, enum: [...question.options] }
      : { type: "boolean" as const, title, default: false };
  return inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties: { [key]: field }, required: [key] },
  });
}
