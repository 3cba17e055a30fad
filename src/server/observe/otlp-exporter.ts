import { randomBytes } from "node:crypto";
import type { Span, SpanKind, SpanOutcome } from "../../lib/observer.ts";
import type { TracePlace } from "../../lib/request-scope.ts";
import { VERSION } from "../../lib/version.ts";

export interface OtlpOptions {
  /** The collector's base URL; spans go to `/v1/traces` below it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly onError: (error: unknown) => void;
}

export interface OtlpExporter {
  readonly span: (name: string, kind: SpanKind, parent: TracePlace | undefined) => Span | undefined;
  /** Sends what is left, for at most five seconds. */
  readonly close: () => Promise<void>;
}

/** Numbers of OTLP's SpanKind. */
const KINDS: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3 };
const SEND_EVERY_MS = 2000;
const SEND_WITHIN_MS = 5000;
/** Spans that wait; more are dropped, so that a collector that is gone costs no memory. */
const MAX_WAITING = 8192;
const AT_ONCE = 512;

/** Sends spans to a collector by OTLP over HTTP as JSON, in batches. */
export function createOtlpExporter(options: OtlpOptions): OtlpExporter {
  const waiting: object[] = [];
  let sending: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) await send(options, waiting.splice(0, AT_ONCE));
  };
  const run = (): Promise<void> => (sending = sending.then(flush).catch(options.onError));
  const timer = setInterval(() => void run(), SEND_EVERY_MS).unref();
  return {
    span: (name, kind, parent) => {
      // Whoever began the trace decides whether it is recorded.
      if (parent?.sampled === false) return undefined;
      return begin(name, kind, parent, (span) => {
        if (waiting.length < MAX_WAITING) waiting.push(span);
      });
    },
    close: async () => {
      clearInterval(timer);
      await run();
    },
  };
}

function begin(
  name: string,
  kind: SpanKind,
  parent: TracePlace | undefined,
  done: (span: object) => void,
): Span {
  const place = {
    traceId: parent?.traceId ?? randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    sampled: true,
  };
  const beganAt = nanoseconds();
  const end = ({ attributes = {}, error }: SpanOutcome): void =>
    done({
      traceId: place.traceId,
      spanId: place.spanId,
      ...(parent !== undefined && { parentSpanId: parent.spanId }),
      name,
      kind: KINDS[kind],
      startTimeUnixNano: beganAt,
      endTimeUnixNano: nanoseconds(),
      attributes: attributesOf(attributes),
      status: error === undefined ? { code: 0 } : { code: 2, message: error },
    });
  return { place, end };
}

const nanoseconds = (): string =>
  String(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n);

const attributesOf = (attributes: Readonly<Record<string, string | number>>) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(Math.round(value)) } : { stringValue: value },
  }));

async function send(
  { endpoint, headers, serviceName }: OtlpOptions,
  spans: readonly object[],
): Promise<void> {
  const resource = { attributes: attributesOf({ "service.name": serviceName, "service.version": VERSION }) };
  const scopeSpans = [{ scope: { name: "coder-mcp", version: VERSION }, spans }];
  const response = await fetch(`${endpoint}/v1/traces`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
    signal: AbortSignal.timeout(SEND_WITHIN_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the trace collector answered ${response.status}`);
}
