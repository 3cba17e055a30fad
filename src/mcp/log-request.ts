import { z } from "zod";
import type { McpHttpCaller } from "./http.ts";
import type { Log } from "./log.ts";

const facts = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.object({ name: z.string().optional() }).optional(),
});

export interface Answered {
  readonly httpMethod: string;
  /** Of a POST. */
  readonly body: unknown;
  readonly status: number;
  /** By `performance.now()`. */
  readonly began: number;
}

/** One line for every request, at debug; never tokens or arguments. Of a batch, the number of its messages. */
export function logRequest(log: Log, caller: McpHttpCaller, answered: Answered): void {
  const { httpMethod, body, status, began } = answered;
  const seen = facts.safeParse(body);
  const named = seen.success
    ? { id: seen.data.id, method: seen.data.method, tool: toolOf(seen.data) }
    : { method: httpMethod, messages: Array.isArray(body) ? body.length : undefined };
  log("debug", "request", { ...caller.trace, ...named, status, ms: Math.round(performance.now() - began) });
}

const toolOf = ({ method, params }: z.output<typeof facts>): string | undefined =>
  method === "tools/call" ? params?.name : undefined;
