import type { Hono } from "hono";
import type { ApiContext, ApiEnv, Caller } from "../api/api-env.ts";
import { bearerOf } from "../api/authenticate.ts";
import { createClient } from "../client/client.ts";
import { fetchTransport } from "../client/transport.ts";
import type { McpHttpCaller } from "../mcp/http.ts";
import { authenticate } from "../oauth/authenticate.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Subject } from "../oauth/rbac.ts";
import { refused } from "../oauth/refused.ts";
import { scopesCover } from "../oauth/scopes.ts";
import { parseSelection, type Selection } from "../tools/select-tools.ts";
import { AppError } from "../wire/errors.ts";

/**
 * The token of an MCP request. Only headers count: a cookie would be sent by any site's page, and a URL ends up in logs
 * (MCP authorization, "Access Token Usage").
 */
export function mcpTokenOf(c: ApiContext): string {
  const token = c.req.header("Coder-Session-Token") || bearerOf(c);
  if (token) return token;
  throw refused("No token was sent: expected an Authorization: Bearer or a Coder-Session-Token header.");
}

/** Tells whose the token is; "unauthenticated" also for one that was issued for another resource (RFC 8707). */
export async function mcpSubject(identity: IdentityContext, token: string, mcpUrl: string): Promise<Subject> {
  const subject = await authenticate(identity, token);
  if (subject.grant === undefined || subject.grant.audience === mcpUrl) return subject;
  throw refused(`The token was issued for ${subject.grant.audience}, not for ${mcpUrl}.`);
}

export interface McpCallerOptions {
  readonly api: Hono<ApiEnv>;
  readonly identity: IdentityContext;
  readonly accessUrl: string;
  readonly mcpUrl: string;
}

/** What the MCP endpoint lets this subject do: what the connection asked for, the grant and the scopes must all allow it. */
export function mcpCaller(
  c: ApiContext,
  options: McpCallerOptions,
  { subject, token }: { readonly subject: Subject; readonly token: string },
): McpHttpCaller {
  const { api, identity, accessUrl: baseUrl, mcpUrl } = options;
  const { grant, scopes, userId } = subject;
  const caller: Caller = { kind: "user", subject };
  // The API takes the caller as found here, so that a call looks its token up once.
  const transport = fetchTransport(async (request) => await api.fetch(request, { caller }));
  return {
    key: subject.keyId,
    owner: { userId, clientId: grant?.clientId ?? "" },
    scopes: { granted: scopes, covers: (scope) => scopesCover(scopes, scope) },
    client: () => createClient({ baseUrl, token, transport }),
    selects: selectionOf(c, subject),
    ...(grant !== undefined && { filter: grant.workspaces }),
    isAuthenticated: async () => await isStillGood(identity, token, mcpUrl),
  };
}

function selectionOf(c: ApiContext, { grant }: Subject): Selection {
  const asked = parseSelection(c.req.query());
  if (grant === undefined) return asked;
  const { toolsets, readOnly } = grant;
  return (tool) =>
    asked(tool) &&
    // Who may have all tools may have them in any selection.
    (toolsets.includes("default") || tool.toolsets.some((toolset) => toolsets.includes(toolset))) &&
    (!readOnly || tool.annotations.readOnlyHint);
}

async function isStillGood(identity: IdentityContext, token: string, mcpUrl: string): Promise<boolean> {
  try {
    await mcpSubject(identity, token, mcpUrl);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return false;
    throw error;
  }
}
