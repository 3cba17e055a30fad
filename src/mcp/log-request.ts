import { fieldOf } from "../lib/field-of.ts";
import type { McpHttpCaller } from "./http.ts";
import type { Log } from "./log.ts";

export interface Answered {
  readonly httpMethod: string;
  /** Of a POST. */
  readonly body: unknown;
  readonly status: number;
  /** By `performance.now()`. */
  readonly began: number;
}

/** One line for every request, at debug; never tokens or arguments. Of a batch, the number of its messages. */
export function logRequest(log: Log, caller: Pick<McpHttpCaller, "trace">, answered: Answered): void {
  const { httpMethod, body, status, began } = answered;
  const method = fieldOf(body, "method");
  const tool = method === "tools/call" ? fieldOf(fieldOf(body, "params"), "name") : undefined;
  const named =
    typeof method === "string"
      ? { id: fieldOf(body, "id"), method, tool }
      : { method: httpMethod, messages: Array.isArray(body) ? body.length : undefined };
  log("debug", "request", { ...caller.trace, ...named, status, ms: Math.round(performance.now() - began) });
}
