import { z } from "zod";
import type { Tool } from "../tools/tool.ts";
import type { RecordCall } from "./call-outcome.ts";
import { rpcError } from "./rpc-error.ts";

/** What the caller's token may do. */
export interface CallerScopes {
  readonly granted: readonly string[];
  /** Tells whether the granted scopes include all rights of another one. */
  readonly covers: (scope: string) => boolean;
}

const INSUFFICIENT_SCOPE = -32_003;

const toolCall = z.object({
  id: z.union([z.string(), z.number()]),
  method: z.literal("tools/call"),
  params: z.object({ name: z.string(), arguments: z.unknown() }),
});

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
 * Refuses a body, or a batch, that calls a tool for which the token lacks scopes: a real 403 that names all the client
 * has and needs, so that it asks the user once (RFC 6750 section 3.1, MCP authorization "step-up").
 */
export async function stepUpChallenge(body: unknown, options: StepUpOptions): Promise<Response | undefined> {
  for (const message of Array.isArray(body) ? body : [body]) {
    const call = toolCall.safeParse(message);
    if (!call.success) continue;
    const tool = options.tools.find(({ name }) => name === call.data.params.name);
    const missing = tool?.scopes.filter((scope) => !options.scopes.covers(scope)) ?? [];
    if (tool === undefined || missing.length === 0) continue;
    await options.record?.({ tool: tool.name, args: call.data.params.arguments, code: "forbidden", ms: 0 });
    return challenge(call.data.id, tool, missing, options);
  }
  return undefined;
}

function challenge(
  id: string | number,
  tool: Tool,
  missing: readonly string[],
  { scopes, resourceMetadataUrl }: StepUpOptions,
): Response {
  const wanted = [...new Set([...scopes.granted, ...tool.scopes])].join(" ");
  const text = `${tool.name} takes the scope ${missing.join(" and ")}, which the token lacks`;
  const fields = [
    'error="insufficient_scope"',
    `error_description="${text}"`,
    `scope="${wanted}"`,
    `resource_metadata="${resourceMetadataUrl}"`,
  ];
  return rpcError(403, text, {
    id,
    code: INSUFFICIENT_SCOPE,
    data: { required: tool.scopes, missing, granted: scopes.granted },
    headers: { "WWW-Authenticate": `Bearer ${fields.join(", ")}` },
  });
}
