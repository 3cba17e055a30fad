import type { AppError, ErrorCode } from "../wire/errors.ts";
import { ToolFailure } from "./tool-failure.ts";

interface Advice {
  readonly retryable: boolean;
  readonly nextTool: string | null;
  readonly hint: string;
}

/** What a model should do about each code, unless the failure itself knows better. */
const ADVICE: Readonly<Record<ErrorCode, Advice>> = {
  invalid: { retryable: false, nextTool: null, hint: "Correct what is named and call again." },
  unauthenticated: { retryable: false, nextTool: null, hint: "Ask the user to log in." },
  forbidden: { retryable: false, nextTool: null, hint: "The user may not do this; ask them." },
  not_found: { retryable: false, nextTool: "list_workspaces", hint: "Check the name." },
  gone: { retryable: false, nextTool: "list_workspaces", hint: "It was deleted." },
  conflict: { retryable: true, nextTool: "get_workspace_status", hint: "Look at the state, then decide." },
  precondition: {
    retryable: false,
    nextTool: "get_workspace_status",
    hint: "Look at the state, then decide.",
  },
  too_large: { retryable: false, nextTool: null, hint: "Ask for or send less at once." },
  rate_limited: { retryable: true, nextTool: null, hint: "Wait, then repeat the call." },
  unsupported: { retryable: false, nextTool: null, hint: "This deployment cannot do it." },
  unavailable: { retryable: true, nextTool: "get_workspace_status", hint: "Repeat the call in a moment." },
  timeout: {
    retryable: true,
    nextTool: "get_workspace_status",
    hint: "It may still go on; look before repeating.",
  },
  canceled: { retryable: false, nextTool: null, hint: "The call was canceled." },
  approval_required: {
    retryable: true,
    nextTool: null,
    hint: "Tell the user where to approve it, and repeat the same call after that. You cannot approve it yourself.",
  },
  storage_full: { retryable: false, nextTool: "execute_command", hint: "Free disk space first." },
};

/** A failed call as the model and programs see it. */
export interface ToolError {
  readonly code: ErrorCode | "internal";
  readonly message: string;
  readonly detail: string | null;
  readonly retryable: boolean;
  readonly retry_after_seconds: number | null;
  readonly next_tool: string | null;
  readonly validations: readonly { readonly field: string; readonly detail: string }[];
}

export interface DescribedError {
  readonly text: string;
  readonly error: ToolError;
}

/** Describes a failure that the caller can act on. */
export function describeError(failure: AppError): DescribedError {
  const advice = ADVICE[failure.code];
  const own = failure instanceof ToolFailure ? failure : undefined;
  const error: ToolError = {
    code: failure.code,
    message: failure.message,
    detail: failure.detail ?? null,
    retryable: own?.retryable ?? advice.retryable,
    retry_after_seconds: failure.retryAfter ?? null,
    next_tool: own?.nextTool ?? advice.nextTool,
    validations: failure.validations,
  };
  return { text: textOf(error, own?.nextTool === undefined ? advice.hint : ""), error };
}

/** Describes a bug: the correlation id is all that leaves, the rest is in the log under it. */
export function describeBug(correlationId: string): DescribedError {
  const error: ToolError = {
    code: "internal",
    message: `something failed inside the server (log id ${correlationId})`,
    detail: null,
    retryable: false,
    retry_after_seconds: null,
    next_tool: null,
    validations: [],
  };
  return { text: textOf(error, "Report the log id to the user."), error };
}

function textOf(error: ToolError, hint: string): string {
  const lines = [`${error.code}: ${error.message}`];
  const told = (detail: string) => error.message.includes(detail);
  for (const { field, detail } of error.validations) if (!told(detail)) lines.push(`  ${field}: ${detail}`);
  if (error.detail !== null && !told(error.detail)) lines.push(error.detail);
  lines.push([hint, retryLine(error), nextLine(error)].filter((part) => part !== "").join(" "));
  return lines.join("\n");
}

function retryLine({ retryable, retry_after_seconds: seconds }: ToolError): string {
  if (!retryable) return "Repeating the same call does not help.";
  return seconds === null ? "A retry may help." : `Retry after ${seconds} s.`;
}

const nextLine = ({ next_tool: tool }: ToolError): string => (tool === null ? "" : `Next: ${tool}.`);
