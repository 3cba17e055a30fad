import type { Asked } from "./measure-load.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const message = (method: string, params: object) => ({ jsonrpc: "2.0", id: 1, method, params });

/** A request of revision 2026-07-28. */
export function modern(method: string, expected: string, call?: Call): Asked {
  const headers = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": method,
    ...(call !== undefined && { "mcp-name": call.name }),
  };
  return { body: message(method, { ...call, _meta: META }), headers, expected };
}

/** A request of the revisions before, in a session where an id is given. */
export function legacy(
  method: string,
  expected: string,
  more: { call?: Call; session?: string } = {},
): Asked {
  const headers = { "mcp-protocol-version": "2025-06-18" };
  const { call, session } = more;
  return {
    body: message(method, { ...call }),
    headers: session === undefined ? headers : { ...headers, "mcp-session-id": session },
    expected,
  };
}

export const INITIALIZE = message("initialize", {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "bench", version: "1" },
});
