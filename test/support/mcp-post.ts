import type { Place } from "./api-calls.ts";

export const MCP_PATH = "/api/experimental/mcp/http";

/** Posts JSON (a string as it is) to a deployment's MCP endpoint, with headers that may replace the usual ones. */
export async function mcpPost(
  { url, token }: Place,
  body: unknown,
  { query = "", headers = {} }: { readonly query?: string; readonly headers?: Record<string, string> } = {},
): Promise<Response> {
  return await fetch(`${url}${MCP_PATH}${query}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token !== "" && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const MODERN_META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** A request of the revision without sessions: its body and the headers that go with it. */
export function modernRequest(method: string, params: Record<string, unknown> = {}, id: string | number = 1) {
  const name = params["name"] ?? params["uri"];
  return {
    body: { jsonrpc: "2.0", id, method, params: { ...params, _meta: MODERN_META } },
    headers: {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
    },
  };
}
