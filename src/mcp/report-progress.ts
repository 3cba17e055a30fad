import type { RequestFacts } from "./request-facts.ts";

export interface ProgressReports {
  readonly report: (message: string, done?: number, total?: number) => void;
  /** Resolves when everything reported has been sent: a result must not overtake it. Nothing is sent after it. */
  readonly end: () => Promise<void>;
}

/** Sends progress to a client that gave a token; the value always rises, and nothing is sent once the signal fired. */
export function reportProgress({ mcpReq }: RequestFacts, signal: AbortSignal): ProgressReports {
  const { _meta: meta } = mcpReq;
  const progressToken = meta?.progressToken;
  let last = 0;
  let ended = false;
  let sending: Promise<void> = Promise.resolve();
  const report: ProgressReports["report"] = (message, done, total) => {
    if (progressToken === undefined || ended || signal.aborted) return;
    last = done !== undefined && done > last ? done : last + 1;
    const params = { progressToken, progress: last, message, ...(total === undefined ? {} : { total }) };
    // A client that went away while being told has no use for the error.
    const sent = mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
    sending = sending.then(() => sent);
  };
  const end = (): Promise<void> => {
    ended = true;
    return sending;
  };
  return { report, end };
}
