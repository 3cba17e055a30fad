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
      body: isJson(response) ? whole(response) : (response.body ?? NOTHING),
    };
  };
}

const isJson = ({ headers }: Response): boolean =>
  headers.get("content-type")?.startsWith("application/json") === true;

/** An answer of JSON is complete when it is made; taking it in one piece spares it the way through a stream. */
async function* whole(response: Response): AsyncGenerator<Uint8Array> {
  yield await response.bytes();
}

const NOTHING: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next: done }) };

async function done(): Promise<IteratorResult<Uint8Array>> {
  return { done: true, value: undefined };
}
