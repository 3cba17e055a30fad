import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Place } from "./api-calls.ts";
import type { Scope } from "./deployment.ts";
import { ERAS } from "./mcp-client.ts";
import { MCP_PATH } from "./mcp-post.ts";

/** The SDK's client at a remote MCP endpoint, with a token in its header. */
export async function connectRemote(
  scope: Scope,
  { url, token }: Place,
  era: keyof typeof ERAS,
): Promise<Client> {
  const client = new Client({ name: "e2e", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  const headers = { Authorization: `Bearer ${token}` };
  const endpoint = new URL(`${url}${MCP_PATH}`);
  await client.connect(new StreamableHTTPClientTransport(endpoint, { requestInit: { headers } }));
  scope.after(() => client.close());
  return client;
}
