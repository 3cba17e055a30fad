import { MCP_PATH } from "./mcp-post.ts";
import { rawRequest, sendRaw, type RawAnswer } from "./raw-http.ts";

const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });

/** Pings an MCP endpoint of this machine under a Host header of the test's own, which `fetch` does not send. */
export async function postAs(port: number, host: string, token: string): Promise<RawAnswer> {
  const lines = [
    `POST ${MCP_PATH} HTTP/1.1`,
    `Host: ${host}`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    `Content-Length: ${body.length}`,
    ...(token === "" ? [] : [`Authorization: Bearer ${token}`]),
    "Connection: close",
  ];
  return await sendRaw(port, rawRequest(lines, body));
}
