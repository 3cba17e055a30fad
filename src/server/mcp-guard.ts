import type { ApiContext } from "../api/api-env.ts";
import { forbidden } from "../api/authorize.ts";

/** What a request says of where it comes from and where it goes to. */
export interface Sender {
  readonly origin: string | undefined;
  /** Every host that the request names. */
  readonly hosts: readonly string[];
}

export interface McpGuardOptions {
  readonly accessUrl: string;
  /** Where the deployment listens. */
  readonly host: string;
  /** Origins of other sites whose pages may use the endpoint. */
  readonly allowedOrigins: readonly string[];
}

const ALLOWED_HEADERS =
  "authorization, coder-session-token, content-type, accept, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id";

/**
 * Refuses a page of another site that is not let in (MCP transports, "Security Warning"), and, while only this machine
 * can connect, a name that somebody else's DNS gave to it.
 */
export function checkSender({ origin, hosts }: Sender, options: McpGuardOptions): void {
  if (origin !== undefined && !isOwn(origin, options) && !options.allowedOrigins.includes(origin))
    throw forbidden(`The origin ${origin} may not use this endpoint; see CODER_MCP_HTTP_ALLOWED_ORIGINS.`);
  if (!isLoopback(options.host)) return;
  for (const host of hosts)
    if (!isKnownHost(host, options.accessUrl))
      throw forbidden(`The host ${host} is not this deployment's; use its access URL.`);
}

export const senderOf = (c: ApiContext): Sender => ({
  origin: c.req.header("origin"),
  // A target in absolute form counts more than the Host header (RFC 9112 section 3.2.2); a proxy may look at either.
  hosts: [c.req.header("host") ?? "", new URL(c.req.url).host],
});

/** The headers that let an allowed origin's page read the answer (Fetch, section 3.3); undefined for every other one. */
export function corsHeaders(
  c: ApiContext,
  { allowedOrigins }: McpGuardOptions,
): Record<string, string> | undefined {
  const origin = c.req.header("origin");
  if (origin === undefined || !allowedOrigins.includes(origin)) return undefined;
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "WWW-Authenticate, Mcp-Session-Id, Retry-After",
    Vary: "Origin",
    ...(c.req.method === "OPTIONS" && {
      "Access-Control-Allow-Methods": "GET, POST, DELETE",
      "Access-Control-Allow-Headers": ALLOWED_HEADERS,
      "Access-Control-Max-Age": "7200",
    }),
  };
}

const isOwn = (origin: string, { accessUrl }: McpGuardOptions): boolean =>
  origin === new URL(accessUrl).origin;

function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

function isKnownHost(host: string, accessUrl: string): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? "";
  return isLoopback(name) || name === new URL(accessUrl).hostname;
}
