import type { Transport } from "./transport.ts";

/** A transport that sends further headers with every request; those of the request itself win. */
export function withHeaders(transport: Transport, headers: Readonly<Record<string, string>>): Transport {
  return async (request) => await transport({ ...request, headers: { ...headers, ...request.headers } });
}
