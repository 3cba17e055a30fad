import { MCP_PATH } from "./oauth-flow.ts";

export interface McpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON-RPC answer, out of an event stream too; undefined when there is none. */
  // Tests look into answers freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface McpRequest {
  readonly token?: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** After the path, with its question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const MODERN = "2026-07-28";

/** A request as a modern client sends it: without a handshake, all in one. */
export async function modern(url: string, request: McpRequest = {}): Promise<McpAnswer> {
  const { method = "tools/list", params = {}, headers = {} } = request;
  const meta = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const body = { jsonrpc: "2.0", id: 1, method, params: { _meta: meta, ...params } };
  const name = params["name"] ?? params["uri"];
  return await send(url, request, JSON.stringify(body), {
    "mcp-protocol-version": MODERN,
    "mcp-method": method,
    ...(typeof name === "string" && { "mcp-name": name }),
    ...headers,
  });
}

/** A request of the `initialize` era; `session` is the id that the server gave. */
export async function legacy(url: string, request: McpRequest = {}, session = ""): Promise<McpAnswer> {
  const { method = "tools/list", params = {}, headers = {} } = request;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return await send(url, request, body, {
    "mcp-protocol-version": "2025-11-25",
    ...(session !== "" && { "mcp-session-id": session }),
    ...headers,
  });
}

/** Opens a session of the `initialize` era and returns its id. */
export async function openSession(url: string, token: string): Promise<string> {
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  };
  const answer = await legacy(url, { token, method: "initialize", params });
  const session = answer.headers.get("mcp-session-id");
  if (session === null) throw new Error(`no session came: ${answer.status} ${answer.text}`);
  return session;
}

async function send(
  url: string,
  { token, query = "" }: McpRequest,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<McpAnswer> {
  const response = await fetch(`${url}${MCP_PATH}${query}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: messageOf(text) };
}

function messageOf(text: string): unknown {
  const line = text.startsWith("{") ? text : (/^data: (\{.*"id".*)$/m.exec(text)?.[1] ?? "");
  return line === "" ? undefined : JSON.parse(line);
}
