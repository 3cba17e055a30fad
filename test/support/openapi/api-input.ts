import type { Place } from "../api-calls.ts";
import type { DescribedOperation, ReceivedAnswer } from "./described-api.ts";

/** What a request is made of. */
export interface ApiInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, or the bytes of a Buffer. */
  readonly body?: unknown;
  /** Sent as JSON, whatever it is. */
  readonly rawBody?: string | undefined;
  /** Instead of the caller's. */
  readonly token?: string;
  /** Statuses that a valid input gets where it is no success. */
  readonly expect?: readonly number[];
}

export interface SentAnswer extends ReceivedAnswer {
  readonly headers: Headers;
  /** The request, for messages. */
  readonly line: string;
}

const STREAMS = ["text/event-stream", "application/x-ndjson"];

/** Makes the request and reads the answer; a stream is left when it begins. */
export async function send(
  place: Place,
  operation: DescribedOperation,
  input: ApiInput,
): Promise<SentAnswer> {
  const { method } = operation;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((input.params[name] ?? "x").toWellFormed()),
  );
  const query = new URLSearchParams(input.query).toString();
  const { body, type } = bodyOf(operation, input);
  const leave = new AbortController();
  const response = await fetch(`${place.url}${path}${query && `?${query}`}`, {
    method,
    redirect: "manual",
    signal: leave.signal,
    headers: {
      ...(place.token !== "" && { "Coder-Session-Token": input.token ?? place.token }),
      ...(type !== undefined && { "Content-Type": type }),
    },
    ...(body !== undefined && { body }),
  });
  const answerType = response.headers.get("content-type") ?? "";
  const text = STREAMS.includes(answerType) ? undefined : await response.text();
  leave.abort();
  const { status, headers } = response;
  const line = `${method} ${path}${query && `?${query}`} ${describe(input)}`;
  return { status, headers, type: answerType, text, line };
}

function bodyOf(operation: DescribedOperation, { body, rawBody }: ApiInput) {
  const [declared = "application/json"] = Object.keys(operation.requestBody?.content ?? {});
  if (rawBody !== undefined) return { body: rawBody, type: "application/json" };
  if (body === undefined) return {};
  if (Buffer.isBuffer(body)) return { body: Uint8Array.from(body), type: declared };
  return { body: JSON.stringify(body), type: "application/json" };
}

const describe = ({ body, rawBody }: ApiInput): string =>
  (rawBody ?? (Buffer.isBuffer(body) ? "(bytes)" : (JSON.stringify(body) ?? ""))).slice(0, 500);
