import type { TracePlace } from "./request-scope.ts";

/** Is told what the server does, for metrics and traces; absent where nobody wants to know. */
export interface Observer {
  /** A tool call has ended. */
  readonly call: (call: { readonly tool: string; readonly code: string; readonly ms: number }) => void;
  /** A request to the API has been answered. */
  readonly request: (request: ObservedRequest) => void;
  /** Begins a span; undefined where nothing is traced. */
  readonly span: (name: string, kind: SpanKind, parent: TracePlace | undefined) => Span | undefined;
}

export interface ObservedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

export type SpanKind = "server" | "internal" | "client";

export interface Span {
  readonly place: TracePlace;
  readonly end: (outcome: SpanOutcome) => void;
}

export interface SpanOutcome {
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** What went wrong; absent for success. */
  readonly error?: string | undefined;
}
