import type { TracePlace } from "./request-scope.ts";

const FORM = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Reads a `traceparent` (W3C trace context, section 3.2); undefined for what is none. */
export function parseTraceparent(text: unknown): TracePlace | undefined {
  if (typeof text !== "string") return undefined;
  const [, traceId, spanId, flags = "00"] = FORM.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, spanId, sampled }: TracePlace): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
