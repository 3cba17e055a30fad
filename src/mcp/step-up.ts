import { z } from "zod";
import type { Tool } from "../tools/tool.ts";
import type { RecordCall } from "./call-outcome.ts";
import { neededScopes } from "./needed-scopes.ts";
import { rpcError } from "./rpc-error.ts";

/** What the caller's token may do. */
export interface CallerScopes {
  readonly granted: readonly string[];
  /** Tells whether the granted scopes include all rights of another one. */
  readonly covers: (scope: string) => boolean;
}

const INSUFFICIENT_SCOPE = -32_003;

const Request = z.object({
  id: z.union([z.string(), z.number()]),
  method: z.string(),
  params: z.unknown(),
});

const ToolCall = z.object({ name: z.string(), arguments: z.unknown() });

export interface StepUpOptions {
  /** The tools that the caller has. */
  readonly tools: readonly Tool[];
  readonly scopes: CallerScopes;
  /** Where a client learns how to get a token with more scopes (RFC 9728). */
  readonly resourceMetadataUrl: string;
  /** Told of the refusal before it is answered. */
  readonly record?: RecordCall | undefined;
}

/**
 * Refuses a body, or a batch, with a request for which the token lacks scopes: a real 403 that names all the client has
 * and needs, so that it asks the user once (RFC 6750 section 3.1, MCP authorization "step-up").
 */
export async function stepUpChallenge(body: unknown, options: StepUpOptions): Promise<Response | undefined> {
  for (const message of Array.isArray(body) ? body : [body]) {
    const { success, data } = Request.safeParse(message);
    if (!success) continue;
    const needed = neededScopes(data.method, data.params, options.tools);
    const missing = needed.filter((scope) => !options.scopes.covers(scope));
    if (missing.length === 0) continue;
    const call = data.method === "tools/call" ? ToolCall.parse(data.params) : undefined;
    if (call !== undefined)
      await options.record?.({ tool: call.name, args: call.arguments, code: "forbidden", ms: 0 });
    return challenge({ id: data.id, what: call?.name ?? data.method, needed, missing }, options);
  }
  return undefined;
}

interface Refusal {
  readonly id: string | number;
  /** The tool or the method. */
  readonly what: string;
  readonly needed: readonly string[];
  readonly missing: readonly string[];
}

function challenge(
  { id, what, needed, missing }: Refusal,
  { scopes, resourceMetadataUrl }: StepUpOptions,
): Response {
  const wanted = [...new Set([...scopes.granted, ...needed])].join(" ");
  const text = `${what} takes the scope ${missing.join(" and ")}, which the token lacks`;
  const fields = [
    'error="insufficient_scope"',
    `error_description="${text}"`,
    `scope="${wanted}"`,
    `resource_metadata="${resourceMetadataUrl}"`,
  ];
  return rpcError(403, text, {
    id,
    code: INSUFFICIENT_SCOPE,
    data: { required: needed, missing, granted: scopes.granted },
    headers: { "WWW-Authenticate": `Bearer ${fields.join(", ")}` },
  });
}
