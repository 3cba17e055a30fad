import { isJson } from "../lib/is-json.ts";

/** A request as the client sends it. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer whose body has not been read. */
export interface Incoming {
  readonly status: number;
  /** By lower-case name; null when it was not sent. */
  readonly header: (name: string) => string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What carries a request; never follows a redirect, which would carry the token to a host nobody named. */
export type Transport = (request: Outgoing) => Promise<Incoming>;

/** A `fetch`, such as that of a deployment in the same process. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** Carries requests with a `fetch`. */
export function fetchTransport(fetch: Fetch): Transport {
  return async ({ method, url, headers, body, signal }) => {
    const init: RequestInit = { method, headers, redirect: "manual" };
    if (body !== undefined) init.body = typeof body === "string" ? body : new Uint8Array(body);
    if (signal !== undefined) init.signal = signal;
    const response = await fetch(new Request(url, init));
    return {
      status: response.status,
      header: (name) => response.headers.get(name),
      body: isJson(response) ? whole(response) : streamed(response.body, signal),
    };
  };
}

/** An answer of JSON is complete when it is made; taking it in one piece spares it the way through a stream. */
async function* whole(response: Response): AsyncGenerator<Uint8Array> {
  yield await response.bytes();
}

/**
 * The pieces of a body until the signal fires. A request's own signal does not reach who answers once the request has
 * been collected as garbage, and nothing else would end a stream within the process.
 */
async function* streamed(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    if (signal?.aborted === true) cancel();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener("abort", cancel);
    cancel();
  }
}
