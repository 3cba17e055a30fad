import { askNobody } from "../tools/ask.ts";
import type { ToolContext } from "../tools/context.ts";
import { AppError } from "../wire/errors.ts";
import type { CallOptions } from "./call-tool.ts";
import { reportProgress } from "./report-progress.ts";
import type { RequestFacts } from "./request-facts.ts";

export interface Work<T> {
  /** What is named when it takes too long, such as `execute_command`. */
  readonly name: string;
  readonly request: RequestFacts;
  readonly run: (context: ToolContext) => Promise<T>;
}

/**
 * Runs work for a request as its caller, until the call's time is over or its client cancels: then it throws AppError
 * "timeout" or "canceled", whatever the work itself ended with.
 */
export async function inContext<T>(options: CallOptions, { name, request, run }: Work<T>): Promise<T> {
  const { timeoutMs, session } = options;
  const over = new AbortController();
  const { signal } = over;
  const timer = setTimeout(() => over.abort(timeoutOf(name, timeoutMs)), timeoutMs);
  const stopFollowing = follow(request.mcpReq.signal, over);
  const progress = reportProgress(request, signal);
  try {
    return await run({
      ...(await session()),
      signal,
      progress: progress.report,
      timeoutMs,
      ask: askNobody,
      follows: false,
    });
  } catch (error) {
    throw signal.aborted ? abortedBy(signal, error) : error;
  } finally {
    await progress.end();
    stopFollowing();
    clearTimeout(timer);
  }
}

/** Aborts with the signal until the returned function is called; `AbortSignal.any` costs a short call several times this. */
function follow(signal: AbortSignal, controller: AbortController): () => void {
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return () => signal.removeEventListener("abort", abort);
}

function timeoutOf(name: string, timeoutMs: number): AppError {
  return new AppError(
    "timeout",
    `${name} was given up after ${timeoutMs / 1000} s; what it began in the workspace goes on`,
  );
}

/** What an aborted call ended with hardly matters; why it was aborted does. */
function abortedBy({ reason }: AbortSignal, error: unknown): AppError {
  return reason instanceof AppError
    ? reason
    : new AppError("canceled", "the call was canceled", { cause: error });
}
