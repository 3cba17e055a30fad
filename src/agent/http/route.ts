import type { IncomingHttpHeaders } from "node:http2";
import type { Readable } from "node:stream";

/** One request over the tunnel. `signal` aborts when the caller goes away. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  readonly signal: AbortSignal;
  /** Lists of folders, within one of each of which all paths must be; absent where nothing is held back. */
  readonly within?: readonly (readonly string[])[] | undefined;
}

export type Reply =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  | {
      readonly kind: "stream";
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Readable;
    };

/** A feature of the agent's API; `{name}` in the pattern matches one path segment. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT";
  readonly pattern: string;
  /** Set for a route that holds its paths to `within` itself; others do not answer such a call. */
  readonly checksPaths?: true;
  readonly handle: (call: Call) => Promise<Reply>;
}

export function json(body: unknown, status = 200): Reply {
  return { kind: "json", status, body };
}
