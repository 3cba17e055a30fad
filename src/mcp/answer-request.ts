import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from "@modelcontextprotocol/server";
import { AppError } from "../wire/errors.ts";
import type { CallOutcome } from "./call-outcome.ts";
import type { CallOptions } from "./call-tool.ts";
import { inContext, type Work } from "./in-context.ts";

export interface RequestWork<T> extends Work<T> {
  /** The resource that is asked for, if one is: it is named when it is not there. */
  readonly uri?: string;
}

/**
 * Runs the work of a request that is no tool call; failures become JSON-RPC errors, and bugs leave only a log id. What
 * is done with a resource is told to the recorder before it is answered.
 */
export async function answerRequest<T>(options: CallOptions, work: RequestWork<T>): Promise<T> {
  const began = performance.now();
  const record = async (code: CallOutcome["code"]): Promise<void> => {
    if (work.uri === undefined) return;
    const ms = performance.now() - began;
    await options.record?.({ kind: "mcp_resource", tool: work.uri, args: undefined, code, ms });
  };
  try {
    const answer = await inContext(options, work);
    await record("ok");
    return answer;
  } catch (error) {
    await record(error instanceof AppError ? error.code : "internal");
    throw protocolFailure(options, work, error);
  }
}

function protocolFailure(
  { log }: CallOptions,
  { name, uri }: Pick<RequestWork<unknown>, "name" | "uri">,
  error: unknown,
): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (error instanceof AppError) {
    log("debug", "request failed", { method: name, code: error.code, error });
    const missing = error.code === "not_found" || error.code === "gone";
    return missing && uri !== undefined ? new ResourceNotFoundError(uri, error.message) : failureOf(error);
  }
  const id = crypto.randomUUID();
  log("error", "request crashed", { method: name, id, error });
  return new ProtocolError(
    ProtocolErrorCode.InternalError,
    `something failed inside the server (log id ${id})`,
  );
}

function failureOf({ code, message, detail, requiredScope, retryAfter }: AppError): ProtocolError {
  const number =
    code === "invalid" || code === "not_found" || code === "gone"
      ? ProtocolErrorCode.InvalidParams
      : ProtocolErrorCode.InternalError;
  return new ProtocolError(number, `${code}: ${message}`, {
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(requiredScope === undefined ? {} : { required_scope: requiredScope }),
    ...(retryAfter === undefined ? {} : { retry_after_seconds: retryAfter }),
  });
}
