import type { Hono } from "hono";
import type { ApiEnv, Caller } from "../api/api-env.ts";
import { bearerOf } from "../api/authenticate.ts";
import { createClient } from "../client/client.ts";
import { fetchTransport } from "../client/transport.ts";
import type { McpHttpCaller } from "../mcp/http.ts";
import type { HeaderOf } from "../mcp/plain/read-plain.ts";
import { authenticate } from "../oauth/authenticate.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Subject } from "../oauth/rbac.ts";
import { refused } from "../oauth/refused.ts";
import { scopesCover } from "../oauth/scopes.ts";
import { allowsTool } from "../tools/allows-tool.ts";
import { parseSelection, type Selection, type SelectionQuery } from "../tools/select-tools.ts";
import type { ShareRead } from "../lib/shared-reads.ts";
import { AppError } from "../wire/errors.ts";

/**
 * The token of an MCP request. Only headers count: a cookie would be sent by any site's page, and a URL ends up in logs
 * (MCP authorization, "Access Token Usage").
 */
export function mcpTokenOf(header: HeaderOf): string {
  const token = header("coder-session-token") || bearerOf(header("authorization"));
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
  /** What reads of one token share. */
  readonly share: ShareRead<unknown>;
}

export interface Asker {
  readonly subject: Subject;
  readonly token: string;
  /** The query of the URL, with its question mark; empty without one. */
  readonly search: string;
}

/** Of one token so many different queries are remembered. */
const MAX_SEARCHES = 16;

/** Tells what the MCP endpoint lets an asker do; remembers it as long as the subject is remembered. */
export function mcpCallers(options: McpCallerOptions): (asker: Asker) => McpHttpCaller {
  const callers = new WeakMap<Subject, Map<string, McpHttpCaller>>();
  return (asker) => {
    const { subject, search } = asker;
    const bySearch = callers.get(subject) ?? new Map<string, McpHttpCaller>();
    const known = bySearch.get(search);
    if (known !== undefined) return known;
    const caller = mcpCaller(options, asker);
    if (bySearch.size < MAX_SEARCHES) bySearch.set(search, caller);
    callers.set(subject, bySearch);
    return caller;
  };
}

/** What the connection asked for, the grant and the scopes must all allow. */
function mcpCaller(options: McpCallerOptions, { subject, token, search }: Asker): McpHttpCaller {
  const { api, identity, accessUrl: baseUrl, mcpUrl } = options;
  const { grant, scopes, userId } = subject;
  const caller: Caller = { kind: "user", subject };
  const share: typeof options.share = (key, read) => options.share(`${subject.keyId} ${key}`, read);
  // The API takes the caller as found here, so that a call looks its token up once.
  const transport = fetchTransport(async (request) => await api.fetch(request, { caller }));
  const client = createClient({ baseUrl, token, transport, share });
  return {
    key: subject.keyId,
    owner: { userId, clientId: grant?.clientId ?? "" },
    scopes: { granted: scopes, covers: (scope) => scopesCover(scopes, scope) },
    client: () => client,
    selects: selectionOf(queryOf(search), subject),
    isAuthenticated: async () => await isStillGood(identity, token, mcpUrl),
  };
}

/** The first counts of a parameter that comes twice. */
export const queryOf = (search: string): SelectionQuery =>
  Object.fromEntries([...new URLSearchParams(search)].toReversed());

/** Tools outside of what a limit allows do not exist for its holder. */
function selectionOf(query: SelectionQuery, { limits }: Subject): Selection {
  const asked = parseSelection(query);
  return (tool) => asked(tool) && limits.every(({ rules }) => allowsTool(rules, tool));
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
