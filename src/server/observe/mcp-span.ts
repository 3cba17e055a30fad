import { fieldOf } from "../../lib/field-of.ts";
import type { Observer } from "../../lib/observer.ts";
import type { TracePlace } from "../../lib/request-scope.ts";
import { parseTraceparent } from "../../lib/traceparent.ts";

export interface McpSpan {
  readonly trace: TracePlace | undefined;
  readonly end: (status: number) => void;
}

/** A span of an MCP request, in the trace that its `_meta` names, or else its header. */
export function mcpSpan(observer: Observer | undefined, header: string | undefined, body?: unknown): McpSpan {
  const params = fieldOf(body, "params");
  const parent =
    parseTraceparent(fieldOf(fieldOf(params, "_meta"), "traceparent")) ?? parseTraceparent(header);
  const method = fieldOf(body, "method");
  const tool = fieldOf(params, "name");
  const words = ["mcp", method, tool].filter((word) => typeof word === "string");
  const span = observer?.span(words.join(" "), "server", parent);
  return {
    trace: span?.place ?? parent,
    end: (status) =>
      span?.end({
        attributes: { "http.response.status_code": status },
        ...(status >= 500 && { error: String(status) }),
      }),
  };
}

/** The body of a request that somebody has read already, where it may name a trace. */
export function readBodyOf(incoming: object | undefined): unknown {
  const bytes = fieldOf(incoming, "rawBody");
  if (!Buffer.isBuffer(bytes) || !bytes.includes("traceparent")) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
