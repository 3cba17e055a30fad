export interface Sendable {
  readonly headers: Readonly<Record<string, string>>;
}

/** What sends a request with headers: a transport, or what opens a WebSocket. */
export type Send<R extends Sendable, A> = (request: R) => Promise<A>;

/** The same that sends further headers with every request; those of the request itself win. */
export function withHeaders<R extends Sendable, A>(
  send: Send<R, A>,
  headers: Readonly<Record<string, string>>,
): Send<R, A> {
  return async (request) => await send({ ...request, headers: { ...headers, ...request.headers } });
}
