import type { Id } from "./legacy/parse-message.ts";

/** JSON-RPC's own codes; -32000 is what servers use for refusals of the transport. */
export const RPC = { parse: -32_700, request: -32_600, params: -32_602, refused: -32_000 } as const;

export interface RpcErrorOptions {
  /** The request's id where one could be read. */
  readonly id?: Id | undefined;
  readonly code?: number;
  readonly data?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP answer that refuses a request in the form of a JSON-RPC error. */
export function rpcError(status: number, message: string, options: RpcErrorOptions = {}): Response {
  const { id = null, code = RPC.refused, data, headers } = options;
  const error = { code, message, ...(data !== undefined && { data }) };
  return Response.json({ jsonrpc: "2.0", error, id }, { status, ...(headers !== undefined && { headers }) });
}

export const methodNotAllowed = (allow: string): Response =>
  rpcError(405, `Method not allowed; accepted: ${allow}`, { headers: { Allow: allow } });
