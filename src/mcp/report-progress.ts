import type { ServerContext } from "@modelcontextprotocol/server";

export type ReportProgress = (message: string, done?: number, total?: number) => void;

/**
 * Sends progress to a client that gave a token; the value always rises, and nothing is sent after the signal fired.
 */
export function reportProgress({ mcpReq }: ServerContext, signal: AbortSignal): ReportProgress {
  const { _meta: meta } = mcpReq;
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let last = 0;
  return (message, done, total) => {
    if (signal.aborted) return;
    last = done !== undefined && done > last ? done : last + 1;
    const params = { progressToken, progress: last, message, ...(total === undefined ? {} : { total }) };
    // A client that went away while being told has no use for the error.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
}
